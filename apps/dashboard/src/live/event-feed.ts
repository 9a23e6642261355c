import { ApiError, type DaemonClient, type ReceivedEvent } from '@poppobuilder/api/client';
import { onWake } from './on-wake.ts';

/** How long until the stream is opened again. In milliseconds; doubled after each failure. */
const FIRST_DELAY = 500;
const MAX_DELAY = 10_000;

/** What a feed tells. */
export interface FeedMessages {
  /** Events in their order. */
  readonly onEvents: (events: readonly ReceivedEvent[]) => void;
  readonly onConnected: (isConnected: boolean) => void;
  /** The stream begins now, for the first time: everything that was loaded before may be out of date. */
  readonly onStart: () => void;
  /** The stream begins now, since the daemon no longer has what followed the last event: some were missed. */
  readonly onGap: () => void;
}

/**
 * Reads the event stream until it is aborted, and opens it again where it ended: after the last event that was received.
 */
export async function readFeed(
  { events }: DaemonClient,
  { onEvents, onConnected, onStart, onGap }: FeedMessages,
  { after, signal }: { readonly after?: string | undefined; readonly signal: AbortSignal },
): Promise<void> {
  let lastEventId = after;
  let hasGap = false;
  for (let delay = FIRST_DELAY; !signal.aborted; delay = Math.min(2 * delay, MAX_DELAY)) {
    const opened = new AbortController();
    // After a sleep the connection may be gone without a word.
    const stopWatching = onWake(() => opened.abort());
    try {
      const either = AbortSignal.any([signal, opened.signal]);
      const stream = await events.stream({}, { lastEventId, signal: either });
      onConnected(true);
      // What happened before the stream begins is not in it.
      if (hasGap) onGap();
      else if (lastEventId === undefined) onStart();
      hasGap = false;
      delay = FIRST_DELAY;
      for await (const event of stream) {
        lastEventId = event.id;
        onEvents([event]);
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof ApiError && error.status === 400) {
        lastEventId = undefined;
        hasGap = true;
      }
    } finally {
      stopWatching();
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
