import type { DaemonClient, ReceivedEvent } from '@poppobuilder/api/client';
import { type FeedMessages, readFeed } from './event-feed.ts';

const NAME = 'poppobuilder-events';

type Message =
  | { readonly kind: 'events'; readonly events: readonly ReceivedEvent[] }
  | { readonly kind: 'connected'; readonly isConnected: boolean }
  | { readonly kind: 'start' | 'gap' };

/**
 * Feeds every tab of a browser by one connection: browsers open six for each host, and a seventh tab would not load. The tab
 * that holds a lock reads the stream and hands the events on; when it is closed, another one continues after the last event.
 */
export function openSharedFeed(client: DaemonClient, messages: FeedMessages): () => void {
  const stop = new AbortController();
  const { signal } = stop;
  const channel = new BroadcastChannel(NAME);
  let after: string | undefined;

  const deliver = (message: Message): void => {
    if (message.kind === 'events') {
      after = message.events.at(-1)?.id ?? after;
      messages.onEvents(message.events);
    } else if (message.kind === 'connected') {
      messages.onConnected(message.isConnected);
    } else if (message.kind === 'start') {
      messages.onStart();
    } else {
      messages.onGap();
    }
  };
  const share = (message: Message): void => {
    // oxlint-disable-next-line unicorn/require-post-message-target-origin -- a channel has no other origins
    channel.postMessage(message);
    deliver(message);
  };
  const read = async (): Promise<void> =>
    readFeed(
      client,
      {
        onEvents: (events) => share({ kind: 'events', events }),
        onConnected: (isConnected) => share({ kind: 'connected', isConnected }),
        onStart: () => share({ kind: 'start' }),
        onGap: () => share({ kind: 'gap' }),
      },
      { after, signal },
    );

  channel.addEventListener('message', ({ data }: MessageEvent<Message>) => deliver(data));
  // Another tab may have the connection already.
  messages.onConnected(true);
  // Locks are for secure contexts; elsewhere each tab has a connection of its own.
  const leading = 'locks' in navigator ? navigator.locks.request(NAME, { signal }, read) : read();
  leading.catch((error: unknown) => {
    if (!signal.aborted) reportError(error);
  });
  return () => {
    stop.abort();
    channel.close();
  };
}
