import type { NoticeSummary } from '@poppobuilder/engine';
import { receiverId } from '../notify/receiver-id.ts';
import { api } from './implementer.ts';

/** The route of notifications. */
export const notificationRoutes = api.notifications.router({
  list: api.notifications.list.handler(async ({ context: { daemon } }) => {
    const { notify } = daemon.configuration();
    const summaries = await daemon.engine.notices.summarize(
      notify.map(({ webhook }) => receiverId(webhook.url)),
    );
    return {
      items: summaries.flatMap(({ waiting, sent, failed }, index) => {
        const receiver = notify[index];
        if (receiver === undefined) return [];
        const { on, webhook } = receiver;
        return {
          host: new URL(webhook.url).host,
          on: [...on],
          waiting,
          ...(sent === undefined ? {} : { delivered: messageOf(sent) }),
          ...(failed === undefined ? {} : { failed: failureOf(failed) }),
        };
      }),
    };
  }),
});

type Sent = NonNullable<NoticeSummary['sent']>;
type Failed = NonNullable<NoticeSummary['failed']>;

function messageOf({ body, at }: Pick<Sent, 'body' | 'at'>): {
  readonly occasion: string;
  readonly text: string;
  readonly task?: string;
  readonly at: string;
} {
  const { occasion, text, taskId } = body;
  return {
    occasion: String(occasion),
    text: String(text),
    ...(typeof taskId === 'string' ? { task: taskId } : {}),
    at: at.toISOString(),
  };
}

const failureOf = (failed: Failed) => ({
  ...messageOf(failed),
  problem: failed.problem,
  failures: failed.failures,
  next: failed.dueAt.toISOString(),
});
