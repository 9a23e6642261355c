import { TaskError } from '@poppobuilder/core';
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
  createSignInLink: api.access.createSignInLink.handler(({ input, context: { daemon } }) => {
    const { secret, expiresAt } = daemon.access.createLink(input?.role ?? 'operator');
    const base = daemon.configuration().http.publicUrl ?? daemon.status.url ?? '';
    const url = `${base.replace(/\/+$/, '')}/sign-in?link=${secret}`;
    return { url, expiresAt: expiresAt.toISOString() };
  }),
  session: api.access.session.handler(({ context: { caller } }) => ({
    role: caller.role,
    name: caller.name,
  })),
  signOut: api.access.signOut.handler(({ context: { daemon, caller } }) => {
    const { session, name } = caller;
    if (session === undefined) {
      throw new TaskError({ code: 'CONFLICT', message: `${name} has no session that could end.` });
    }
    daemon.access.revokeSession(session);
    return { name };
  }),
  listSessions: api.access.listSessions.handler(({ context: { daemon, caller } }) => ({
    items: daemon.access.sessions.map((session) => ({
      ...session,
      isCurrent: session.id === caller.session,
    })),
  })),
  revokeSession: api.access.revokeSession.handler(({ input: { id }, context: { daemon } }) => {
    daemon.access.revokeSession(id);
    return { id };
  }),
});
