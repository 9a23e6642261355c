import helmet from '@fastify/helmet';
import Fastify, { type FastifyInstance } from 'fastify';
import type { AccessStore } from '../access/access-store.ts';
import { createAuthentication } from '../access/authenticate.ts';
import { checkOrigin, type OriginOptions } from './check-origin.ts';
import { answerTo } from './error-answer.ts';
import { addPage, isForPage, sendPage } from './page.ts';
import {
  addApi,
  addMetrics,
  addOpenRoutes,
  notFound,
  type RouteOptions,
  type ServedParts,
} from './routes.ts';
import { addWebhooks, type WebhookOptions } from './webhook-route.ts';

/** Of requests other than webhooks. In bytes. */
const BODY_LIMIT = 1024 ** 2;

/** What answers requests, those of webhooks included. */
export interface ServerParts extends ServedParts, WebhookOptions {}

/** What {@link createServer} needs. */
export interface ServerOptions extends RouteOptions, OriginOptions {
  readonly parts: () => ServerParts;
  readonly access: AccessStore;
}

/** Creates the HTTP application; it does not listen itself. */
export async function createServer(options: ServerOptions): Promise<FastifyInstance> {
  const app = Fastify({
    bodyLimit: BODY_LIMIT,
    // A path with another letter case or a slash at its end is another path.
    routerOptions: { maxParamLength: 1_000 },
    logger: false,
    forceCloseConnections: true,
    schemaController: { compilersFactory: { buildValidator: noCompiler, buildSerializer: noCompiler } },
  });
  const { parts, access, locals, http, report } = options;
  app.decorateRequest('caller', undefined);
  app.setErrorHandler((error, _, reply) => {
    const { status, body } = answerTo(error);
    if (status >= 500) report(error);
    // Whoever sends something that is refused may go on sending: the connection is of no use.
    if (status === 413 || status === 401 || status === 429) void reply.header('connection', 'close');
    return reply.code(status).send(body);
  });
  app.setNotFoundHandler(async (request, reply) => {
    if (isForPage(request)) return sendPage(reply);
    throw notFound(request);
  });
  addBodyParser(app);
  await app.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'"],
        styleSrc: ["'self'"],
        imgSrc: ["'self'", 'data:'],
        fontSrc: ["'self'"],
        connectSrc: ["'self'"],
        manifestSrc: ["'self'"],
        workerSrc: ["'self'"],
        baseUri: ["'none'"],
        formAction: ["'self'"],
        frameAncestors: ["'none'"],
      },
    },
    // Whether there is TLS is the business of the proxy in front.
    strictTransportSecurity: false,
  });
  app.addHook('onRequest', async (request) => checkOrigin(request, { locals, http }));
  addPage(app);
  addOpenRoutes(app, options);
  addWebhooks(app, { receiveWebhook: async (delivery) => parts().receiveWebhook(delivery) });
  const authenticate = createAuthentication({ access, locals });
  addMetrics(app, authenticate, options);
  addApi(app, authenticate, options);
  await app.ready();
  return app;
}

/** No route has a schema of fastify, whose compilers would be loaded with the first server. */
function noCompiler(): never {
  throw new Error('Routes are checked by their contract, not by schemas of fastify.');
}

/** Bodies are JSON. An empty one counts as none, whatever its type: clients name the type of every request. */
function addBodyParser(app: FastifyInstance): void {
  // A form of another site can send text without asking first.
  app.removeContentTypeParser(['text/plain', 'application/json']);
  const parse = app.getDefaultJsonParser('error', 'error');
  app.addContentTypeParser<string>('application/json', { parseAs: 'string' }, (request, body, done) => {
    if (body.trim() === '') done(null, undefined);
    else void parse(request, body, done);
  });
}
