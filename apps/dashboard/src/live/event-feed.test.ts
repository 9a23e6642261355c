import { ApiError, type DaemonClient, type ReceivedEvent } from '@poppobuilder/api/client';
import { beforeEach, expect, it, vi } from 'vitest';
import { readFeed } from './event-feed.ts';

const event = (id: string): ReceivedEvent => ({
  id,
  taskId: 'one',
  kind: 'state',
  at: '2026-01-01T00:00:00.000Z',
});

beforeEach(() => {
  vi.useFakeTimers();
  vi.stubGlobal('addEventListener', () => undefined);
  vi.stubGlobal('removeEventListener', () => undefined);
  return () => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
  };
});

/** Reads a feed whose streams end, or fail, one after the other; returns what was heard, and where each stream began. */
async function readAll(streams: readonly (readonly string[] | Error)[]): Promise<{
  readonly heard: readonly string[];
  readonly began: readonly (string | undefined)[];
}> {
  const stop = new AbortController();
  const heard: string[] = [];
  const began: (string | undefined)[] = [];
  const left = [...streams];
  const stream: DaemonClient['events']['stream'] = async (_, { lastEventId } = {}) => {
    began.push(lastEventId);
    const next = left.shift();
    if (left.length === 0) stop.abort();
    if (next instanceof Error) throw next;
    return (async function* () {
      yield* (next ?? []).map(event);
    })();
  };
  const feed = readFeed(
    { events: { stream } } as DaemonClient,
    {
      onEvents: (events) => heard.push(...events.map(({ id }) => id)),
      onConnected: () => undefined,
      onStart: () => heard.push('start'),
      onGap: () => heard.push('gap'),
    },
    { signal: stop.signal },
  );
  await vi.runAllTimersAsync();
  await feed;
  return { heard, began };
}

it('a stream that ends is opened again after its last event', async () => {
  const { heard, began } = await readAll([['1', '2'], new TypeError('no connection'), ['3']]);
  expect(heard).toEqual(['start', '1', '2', '3']);
  expect(began).toEqual([undefined, '2', '2']);
});

it('what the daemon no longer has is told as a gap', async () => {
  const refused = new ApiError({ status: 400, code: 'INVALID_TASK', message: 'The id is unknown.' });
  const { heard, began } = await readAll([['1'], refused, ['9']]);
  expect(heard).toEqual(['start', '1', 'gap', '9']);
  expect(began).toEqual([undefined, '1', undefined]);
});
