import { TaskError } from '@poppobuilder/core';
import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Caller } from '../server/daemon-request.ts';
import type { LocalSockets } from '../server/local-sockets.ts';
import type { AccessStore } from './access-store.ts';
import { readSessionCookie } from './session-cookie.ts';
import { type Rate, RateCounter } from './rate-counter.ts';

/** Per address. */
const WRONG_TOKENS: Rate = { max: 60, period: 60_000 };
/** Per token; those who use the socket may send any number. */
const REQUESTS: Rate = { max: 300, period: 1_000 };

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
  const wrong = new RateCounter(WRONG_TOKENS);
  const requests = new RateCounter(REQUESTS);
  return async (request, reply) => {
    const caller = locals.has(request.raw.socket)
      ? { role: 'operator' as const, name: 'the command line' }
      : identify(request, reply);
    request.caller = caller;
    if (caller.role === 'operator' || isOpenToViewers(request)) return;
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
    if (caller === undefined) {
      const wait = wrong.add(request.ip);
      if (wait === undefined) throw unauthenticated(reply, 'has a token or session that is not valid');
      throw limited(reply, wait, 'There were too many wrong tokens from this address');
    }
    const wait = requests.add(caller.name);
    if (wait === undefined) return caller;
    throw limited(
      reply,
      wait,
      `There were more than ${REQUESTS.max} requests in a second from ${caller.name}`,
    );
  }
}

/** Viewers only read. Their own session they may end. */
function isOpenToViewers({ method, url }: Pick<FastifyRequest, 'method' | 'url'>): boolean {
  return method === 'GET' || method === 'HEAD' || (method === 'DELETE' && url === OWN_SESSION);
}

const OWN_SESSION = '/api/v1/session';

function limited(reply: FastifyReply, seconds: number, what: string): TaskError {
  void reply.header('retry-after', String(seconds));
  const message = `${what}. Wait for ${seconds === 1 ? 'a second' : `${seconds} seconds`}.`;
  return new TaskError({ code: 'RATE_LIMITED', message });
}

function unauthenticated(reply: FastifyReply, what: string): TaskError {
  void reply.header('www-authenticate', 'Bearer');
  return new TaskError({
    code: 'UNAUTHENTICATED',
    message: `The request ${what}.`,
    hint: 'Send "Authorization: Bearer <token>". `poppo token create` makes one, `poppo open` signs a browser in.',
  });
}
