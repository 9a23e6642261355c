import { api } from './implementer.ts';

/** The routes of tokens and of signing in. */
export const accessRoutes = api.access.router({
  listTokens: api.access.listTokens.handler(({ context: { daemon } }) => ({
    items: daemon.access.tokens.map(({ name, role, createdAt }) => ({ name, role, createdAt })),
  })),
  createToken: api.access.createToken.handler(({ input: { name, role }, context: { daemon } }) => ({
    name,
    role,
    token: daemon.access.createToken(name, role),
  })),
  revokeToken: api.access.revokeToken.handler(({ input: { name }, context: { daemon } }) => {
    daemon.access.revokeToken(name);
    return { name };
  }),
  createSignInLink: api.access.createSignInLink.handler(({ context: { daemon } }) => {
    const { secret, expiresAt } = daemon.access.createLink();
    const base = daemon.configuration().http.publicUrl ?? daemon.status.url ?? '';
    const url = `${base.replace(/\/+$/, '')}/sign-in?link=${secret}`;
    return { url, expiresAt: expiresAt.toISOString() };
  }),
});
