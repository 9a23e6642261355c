import { ApiError, type DaemonClient, type ReceivedEvent } from '@poppobuilder/api/client';

/** How long until the stream is opened again. In milliseconds; doubled after each failure. */
const FIRST_DELAY = 500;
const MAX_DELAY = 10_000;

/** What a feed tells. */
export interface FeedMessages {
  /** Events in their order. */
  readonly onEvents: (events: readonly ReceivedEvent[]) => void;
  readonly onConnected: (isConnected: boolean) => void;
  /** The daemon no longer has the events that were missed: everything must be loaded again. */
  readonly onGap: () => void;
}

/**
 * Reads the event stream until it is aborted, and opens it again where it ended: after the last event that was received.
 */
export async function readFeed(
  { events }: DaemonClient,
  { onEvents, onConnected, onGap }: FeedMessages,
  { after, signal }: { readonly after?: string | undefined; readonly signal: AbortSignal },
): Promise<void> {
  let lastEventId = after;
  let wasConnected = after !== undefined;
  for (let delay = FIRST_DELAY; !signal.aborted; delay = Math.min(2 * delay, MAX_DELAY)) {
    try {
      const stream = await events.stream({}, { lastEventId, signal });
      onConnected(true);
      // Without an event to continue after, what happened since is unknown.
      if (wasConnected && lastEventId === undefined) onGap();
      wasConnected = true;
      delay = FIRST_DELAY;
      for await (const event of stream) {
        lastEventId = event.id;
        onEvents([event]);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && error.status === 400) lastEventId = undefined;
    }
    onConnected(false);
    await pause(delay, signal);
  }
}

async function pause(delay: number, signal: AbortSignal): Promise<void> {
  if (signal.aborted) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  const timer = setTimeout(resolve, delay);
  signal.addEventListener('abort', () => resolve(), { once: true });
  await promise;
  clearTimeout(timer);
}
