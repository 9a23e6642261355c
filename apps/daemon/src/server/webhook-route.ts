import { TaskError } from '@poppobuilder/core';
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import type { WebhookReceiver } from '../webhooks/webhook-receiver.ts';
import { inTraceOf } from './in-trace-of.ts';

/** In bytes. GitHub sends no more than this. */
const BODY_LIMIT = 25 * 1024 ** 2;

/** Deliveries are smaller than this but for a few. In bytes. */
const USUAL_SIZE = 256 * 1024;

/** How many larger ones are read at once: anybody can send them, and each stays in memory until its signature is checked. */
const MAX_LARGE = 8;

/** What {@link addWebhooks} needs. */
export interface WebhookOptions {
  readonly receiveWebhook: WebhookReceiver;
}

/** Adds `POST /webhooks/<trigger>`, which hands on the body as it was sent. */
export function addWebhooks(app: FastifyInstance, { receiveWebhook }: WebhookOptions): void {
  void app.register(async (scope) => {
    scope.addHook('preParsing', limitLarge());
    scope.removeAllContentTypeParsers();
    // The receiver looks at the type of the content after the signature.
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: BODY_LIMIT }, (_, body, done) =>
      done(null, body),
    );
    scope.post<{ Params: { route: string } }>(
      '/webhooks/:route',
      { bodyLimit: BODY_LIMIT },
      async ({ params, headers, body }, reply) => {
        const raw = Buffer.isBuffer(body) ? body : Buffer.alloc(0);
        const delivery = { route: params.route, headers, body: raw };
        const answer = await inTraceOf(headers, async () => receiveWebhook(delivery));
        if (answer.status !== 202) void reply.header('connection', 'close');
        return reply.code(answer.status).send(answer.body);
      },
    );
  });
}

/** Returns a hook that refuses large bodies while too many of them are read. */
function limitLarge(): (request: FastifyRequest, reply: FastifyReply) => Promise<void> {
  let count = 0;
  return async ({ headers }, reply) => {
    const size = Number(headers['content-length'] ?? BODY_LIMIT);
    // What is larger still is refused for its size.
    if (size <= USUAL_SIZE || size > BODY_LIMIT) return;
    if (count >= MAX_LARGE) {
      void reply.header('retry-after', '10');
      const message = 'Too many large deliveries are being received. Send it again later.';
      throw new TaskError({ code: 'RATE_LIMITED', message });
    }
    count += 1;
    reply.raw.once('close', () => (count -= 1));
  };
}
