import { setTimeout as pause } from 'node:timers/promises';
import { retryUntilAborted } from '../../database/retry-until-aborted.ts';
import type { EngineContext } from '../../engine-context.ts';
import type { EngineEvent, EventsOptions } from './engine-event.ts';
import { parseCursor } from './event-cursor.ts';
import { type EventPage, EventReader } from './event-reader.ts';
import { EventWaiter } from './event-waiter.ts';

/** Shorter pauses are not worth a timer, as such reads are cheap. In milliseconds. */
const MIN_PAUSE = 2;

/** The stream of an engine's events after a cursor, endless unless it has an end. Each iteration begins at the cursor. */
export class EventStream implements AsyncIterable<EngineEvent> {
  readonly #context: EngineContext;
  readonly #options: EventsOptions;

  constructor(context: EngineContext, options: EventsOptions = {}) {
    this.#context = context;
    this.#options = options;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<EngineEvent> {
    const { signal } = this.#options;
    const returned = new AbortController();
    const ends = [this.#context.closing, returned.signal, ...(signal === undefined ? [] : [signal])];
    const events = this.#read(AbortSignal.any(ends));
    const iterator: AsyncIterableIterator<EngineEvent> = {
      next: async () => events.next(),
      // A generator would first wait for the event that `next()` waits for.
      return: async () => {
        returned.abort();
        return events.return(undefined);
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  #open(): EventReader {
    const { after, until } = this.#options;
    return new EventReader(this.#context, this.#options, {
      after: after === undefined ? undefined : parseCursor(after, 'after'),
      until: until === undefined ? undefined : parseCursor(until, 'until'),
    });
  }

  async *#read(signal: AbortSignal): AsyncGenerator<EngineEvent, undefined> {
    const reader = this.#open();
    let caughtUpAt = Number.NEGATIVE_INFINITY;
    while (!signal.aborted) {
      if (reader.hasEnded) return;
      await this.#keepInterval(caughtUpAt, signal);
      const startedAt = performance.now();
      const { events, isLast } = await this.#readPage(reader, signal);
      // What has come before is read as fast as it can be.
      if (isLast) caughtUpAt = startedAt;
      for (const event of events) {
        if (signal.aborted) return;
        yield event;
      }
    }
  }

  async #keepInterval(since: number, signal: AbortSignal): Promise<void> {
    const { interval = 0 } = this.#options;
    const rest = since + interval - performance.now();
    if (rest >= MIN_PAUSE) await pause(rest, undefined, { signal }).catch(() => undefined);
  }

  async #readPage(reader: EventReader, signal: AbortSignal): Promise<EventPage> {
    using waiter = new EventWaiter(this.#context.signals);
    const startedAt = performance.now();
    const page = await retryUntilAborted(this.#context.database, async () => reader.next(), signal);
    if (page === undefined) return { events: [], isLast: false };
    const { events, isLast } = page;
    if (isLast && events.length === 0) {
      const readTime = performance.now() - startedAt;
      await waiter.wait(signal);
      // A reader uses the database for at most half of the time, however many notifications come.
      const rest = readTime * 2 - (performance.now() - startedAt);
      if (rest >= MIN_PAUSE) await pause(rest, undefined, { signal }).catch(() => undefined);
    }
    return page;
  }
}
