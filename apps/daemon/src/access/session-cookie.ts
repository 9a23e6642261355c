import type { Session } from './access-store.ts';

const NAME = 'poppo_session';

/** Returns the value of the header `Set-Cookie`. Pages of other sites never send it. */
export function sessionCookie(
  { secret, expiresAt }: Session,
  { isSecure }: { readonly isSecure: boolean },
): string {
  const attributes = ['Path=/', 'HttpOnly', 'SameSite=Strict', `Expires=${expiresAt.toUTCString()}`];
  return [`${NAME}=${secret}`, ...attributes, ...(isSecure ? ['Secure'] : [])].join('; ');
}

/** Returns the secret of the session in a header `Cookie`. */
export function readSessionCookie(header: string | undefined): string | undefined {
  const prefix = `${NAME}=`;
  const cookie = header?.split(/;\s*/).find((one) => one.startsWith(prefix));
  return cookie?.slice(prefix.length);
}
