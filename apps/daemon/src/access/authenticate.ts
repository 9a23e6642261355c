import { TaskError } from '@poppobuilder/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../server/daemon-request.ts';
import type { LocalSockets } from '../server/local-sockets.ts';
import type { AccessStore } from './access-store.ts';
import { readSessionCookie } from './session-cookie.ts';
import { WrongTokens } from './wrong-tokens.ts';

/** What {@link createAuthentication} needs. */
export interface AuthenticationOptions {
  readonly access: AccessStore;
  readonly locals: LocalSockets;
}

/**
 * Returns a hook that finds out who sends a request, and whether the role may do this: viewers only read. Whoever can open
 * the unix socket is an operator.
 */
export function createAuthentication({
  access,
  locals,
}: AuthenticationOptions): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  const wrong = new WrongTokens();
  return async (request, reply) => {
    const caller = locals.has(request.raw.socket)
      ? { role: 'operator' as const, name: 'the command line' }
      : identify(request, reply);
    request.caller = caller;
    if (caller.role === 'operator' || request.method === 'GET' || request.method === 'HEAD') return;
    const message = `${caller.name} may only read.`;
    const hint = 'Use a token with the role "operator".';
    throw new TaskError({ code: 'FORBIDDEN', message, hint });
  };

  function identify(request: FastifyRequest, reply: FastifyReply): Caller {
    const { authorization } = request.headers;
    const [, token] = /^Bearer +(\S+)$/i.exec(authorization ?? '') ?? [];
    const session = authorization === undefined ? readSessionCookie(request.headers.cookie) : undefined;
    if (authorization === undefined && session === undefined) throw unauthenticated(reply, 'has no token');
    const caller = token === undefined ? access.findSession(session ?? '') : access.findToken(token);
    if (caller !== undefined) return caller;
    const retryAfter = wrong.add(request.ip);
    if (retryAfter === undefined) throw unauthenticated(reply, 'has a token or session that is not valid');
    void reply.header('retry-after', String(retryAfter));
    const message = `There were too many wrong tokens from this address. Wait for ${retryAfter} seconds.`;
    throw new TaskError({ code: 'RATE_LIMITED', message });
  }
}

function unauthenticated(reply: FastifyReply, what: string): TaskError {
  void reply.header('www-authenticate', 'Bearer');
  return new TaskError({
    code: 'UNAUTHENTICATED',
    message: `The request ${what}.`,
    hint: 'Send "Authorization: Bearer <token>". `poppo token create` makes one, `poppo open` signs a browser in.',
  });
}
