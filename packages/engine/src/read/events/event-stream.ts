import { setTimeout as pause } from 'node:timers/promises';
import type { Database } from '../../database/database.ts';
import { retryUntilAborted } from '../../database/retry-until-aborted.ts';
import type { SchemaNames } from '../../schema/names.ts';
import type { EngineEvent, EventsOptions } from './engine-event.ts';
import { parseCursor } from './event-cursor.ts';
import { type EventPage, EventReader } from './event-reader.ts';
import { EventWaiter } from './event-waiter.ts';
import type { Signals } from '../../database/signals.ts';

/** Milliseconds below which a pause is not worth a timer: such reads are cheap. */
const SHORTEST_PAUSE = 2;

/** What an {@link EventStream} works with. */
export interface EventStreamParts {
  readonly database: Database;
  readonly names: SchemaNames;
  readonly signals: Signals;
  /** Ends all iterations. */
  readonly closed: AbortSignal;
}

/** The events of an engine from a place on, without an end. Each iteration begins there. */
export class EventStream implements AsyncIterable<EngineEvent> {
  readonly #parts: EventStreamParts;
  readonly #options: EventsOptions;

  constructor(parts: EventStreamParts, options: EventsOptions = {}) {
    this.#parts = parts;
    this.#options = options;
  }

  [Symbol.asyncIterator](): AsyncIterableIterator<EngineEvent> {
    const { signal } = this.#options;
    const returned = new AbortController();
    const ends = [this.#parts.closed, returned.signal, ...(signal === undefined ? [] : [signal])];
    const events = this.#read(AbortSignal.any(ends));
    const iterator: AsyncIterableIterator<EngineEvent> = {
      next: async () => events.next(),
      // A generator would first wait for the event that next() waits for.
      return: async () => {
        returned.abort();
        return events.return(undefined);
      },
      [Symbol.asyncIterator]: () => iterator,
    };
    return iterator;
  }

  #open(): EventReader {
    const { after } = this.#options;
    const position = after === undefined ? undefined : parseCursor(after);
    return new EventReader(this.#parts, this.#options, position);
  }

  async *#read(signal: AbortSignal): AsyncGenerator<EngineEvent, undefined> {
    const reader = this.#open();
    while (!signal.aborted) {
      for (const event of await this.#look(reader, signal)) {
        if (signal.aborted) return;
        yield event;
      }
    }
  }

  async #look(reader: EventReader, signal: AbortSignal): Promise<EventPage['events']> {
    using news = new EventWaiter(this.#parts.signals);
    const beganAt = performance.now();
    const page = await retryUntilAborted(this.#parts.database, async () => reader.next(), signal);
    if (page === undefined) return [];
    const { events, isLast } = page;
    if (isLast && events.length === 0) {
      const took = performance.now() - beganAt;
      await news.wait(signal);
      // Readers leave the database at least half of the time to others, however much is told.
      const early = took * 2 - (performance.now() - beganAt);
      if (early >= SHORTEST_PAUSE) await pause(early, undefined, { signal }).catch(() => undefined);
    }
    return events;
  }
}
