import type { FastifyInstance } from 'fastify';
import type { WebhookReceiver } from '../webhooks/webhook-receiver.ts';
import { inTraceOf } from './in-trace-of.ts';

/** In bytes. GitHub sends no more than this. */
const BODY_LIMIT = 25 * 1024 ** 2;

/** What {@link addWebhooks} needs. */
export interface WebhookOptions {
  readonly receiveWebhook: WebhookReceiver;
}

/** Adds `POST /webhooks/<trigger>`, which hands on the body as it was sent. */
export function addWebhooks(app: FastifyInstance, { receiveWebhook }: WebhookOptions): void {
  void app.register(async (scope) => {
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
