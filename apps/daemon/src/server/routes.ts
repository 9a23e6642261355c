import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import { eventQuerySchema } from '@poppobuilder/api';
import { TaskError } from '@poppobuilder/core';
import { createApiHandler } from '../api/create-api-handler.ts';
import { invalidRequest } from '../api/invalid-request.ts';
import type { createAuthentication } from '../access/authenticate.ts';
import { sessionCookie } from '../access/session-cookie.ts';
import type { DaemonContext } from '../daemon-context.ts';
import type { EventStreams } from '../events/event-streams.ts';
import type { Metrics } from '../metrics/metrics.ts';
import { inTraceOf } from './in-trace-of.ts';
import type { LocalSockets } from './local-sockets.ts';
import { isForPage, sendPage } from './page.ts';

/** Where the API begins. */
const API_PREFIX = '/api/v1';

type Authenticate = ReturnType<typeof createAuthentication>;

/** What answers requests. It is there once the daemon is open; the application is made before that. */
export interface ServedParts {
  readonly daemon: DaemonContext;
  readonly streams: EventStreams;
  readonly metrics: Pick<Metrics, 'text' | 'contentType'>;
}

/** What the routes need. */
export interface RouteOptions {
  /** Is called for a request. */
  readonly parts: () => ServedParts;
  readonly locals: LocalSockets;
  /** Receives errors that are defects. */
  readonly report: (error: unknown) => void;
}

/** Adds the API, which needs a token, below its prefix. */
export function addApi(
  app: FastifyInstance,
  authenticate: Authenticate,
  { parts, locals, report }: RouteOptions,
): void {
  const handler = createApiHandler(report);
  let document: Promise<unknown> | undefined;
  void app.register(
    async (api) => {
      api.addHook('onRequest', authenticate);
      api.get('/openapi.json', async () => {
        document ??= import('../api/describe-api.ts').then(async ({ describeApi }) =>
          describeApi(parts().daemon.version),
        );
        return document;
      });
      api.get('/events', async (request, reply) => {
        const query = eventQuerySchema.safeParse(request.query);
        if (query.error !== undefined) throw invalidRequest(query.error.issues);
        const { streams } = parts();
        if (streams.isFull && !locals.has(request.raw.socket)) throw tooManyStreams(reply);
        return streams.answer(request, reply, query.data);
      });
      api.all('/*', async (request, reply) => {
        const { caller } = request;
        if (caller === undefined) throw notFound(request);
        const context = { daemon: parts().daemon, caller };
        const { matched } = await inTraceOf(request.headers, async () =>
          handler.handle(request, reply, { prefix: API_PREFIX, context }),
        );
        if (!matched) throw notFound(request);
        return reply;
      });
    },
    { prefix: API_PREFIX },
  );
}

function tooManyStreams(reply: FastifyReply): TaskError {
  void reply.header('retry-after', '5');
  const message = 'Too many streams of events are open. Close some of them, or wait until others have.';
  return new TaskError({ code: 'RATE_LIMITED', message });
}

/** Adds `GET /metrics`, which needs a token as the API does. */
export function addMetrics(app: FastifyInstance, authenticate: Authenticate, { parts }: RouteOptions): void {
  void app.register(async (scope) => {
    scope.addHook('onRequest', authenticate);
    scope.get('/metrics', async (_, reply) => {
      const { daemon, metrics } = parts();
      return reply
        .header('content-type', metrics.contentType)
        .header('cache-control', 'no-store')
        .send(await metrics.text(daemon));
    });
  });
}

/** Adds what needs no token: whether the daemon lives and is ready, and the link that signs a browser in. */
export function addOpenRoutes(app: FastifyInstance, { parts }: RouteOptions): void {
  app.get('/healthz', () => ({ status: 'ok' }));
  app.get('/readyz', (_, reply) => {
    const { isDraining, url } = parts().daemon.status;
    if (!isDraining && url !== undefined) return { status: 'ready' };
    return reply.code(503).send({ status: isDraining ? 'draining' : 'starting' });
  });
  app.get<{ Querystring: { link?: string } }>('/sign-in', async (request, reply) => {
    if (signIn(parts().daemon, request.query.link ?? '', reply)) return reply;
    if (isForPage(request)) return sendPage(reply, 401);
    const message = 'This link is not valid, or was used already.';
    throw new TaskError({ code: 'UNAUTHENTICATED', message, hint: 'Make a new one with `poppo open`.' });
  });
}

function signIn({ access, configuration }: DaemonContext, link: string, reply: FastifyReply): boolean {
  const session = access.signIn(link);
  if (session === undefined) return false;
  const isSecure = configuration().http.publicUrl?.startsWith('https:') ?? false;
  void reply
    .header('set-cookie', sessionCookie(session, { isSecure }))
    .header('referrer-policy', 'no-referrer')
    .redirect('/', 303);
  return true;
}

/** Returns the error for a route that does not exist. */
export function notFound({ method, url }: FastifyRequest): TaskError {
  const path = url.replace(/\?.*/s, '');
  return new TaskError({ code: 'NOT_FOUND', message: `There is no route ${method} ${path}.` });
}
