import type { EngineContext } from '../../engine-context.ts';
import { engineClosed } from '../engine-closed.ts';
import type { EngineEvent, EventsOptions } from './engine-event.ts';
import { EventStream } from './event-stream.ts';
import { parseEventsOptions } from './events-options.ts';
import { latestCursor } from './latest-cursor.ts';

/** The events of an engine: what happens to its tasks. */
export class Events {
  readonly #context: EngineContext;

  /** @internal */
  constructor(context: EngineContext) {
    this.#context = context;
  }

  /**
   * Returns the events after a cursor, or all that are kept, and then each new one: every event once, without gaps. The
   * iteration waits while the database is unavailable. It ends at the cursor `until`, if there is one, when the signal aborts, and
   * when the engine closes.
   *
   * Throws `INVALID_TASK`, also for an invalid cursor.
   */
  subscribe(options: EventsOptions = {}): AsyncIterable<EngineEvent> {
    return new EventStream(this.#context, parseEventsOptions(options));
  }

  /** Returns the cursor after all events so far, for `subscribe({ after })`. Rejects when the engine closes. */
  async latestCursor(): Promise<string> {
    const cursor = await latestCursor(this.#context, this.#context.closing);
    if (cursor === undefined) throw engineClosed();
    return cursor;
  }
}
