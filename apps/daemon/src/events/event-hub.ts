import type { Engine } from '@poppobuilder/engine';
import { type EventFrame, frameOf } from './event-frame.ts';

/** How many events are kept for those who reconnect. */
const MAX_KEPT = 10_000;
/** For how long frames are collected before they are sent. In milliseconds. */
const BATCH_WINDOW = 25;

/** Receives batches of frames. */
export type FrameListener = (bytes: Buffer) => void;

/**
 * Reads the events of an engine once for all who listen, from the first listener on, and hands them on in batches: a write
 * for each event and listener would cost several times as much.
 */
export class EventHub implements Disposable {
  readonly #engine: Engine;
  readonly #onError: (error: unknown) => void;
  readonly #stop = new AbortController();
  readonly #listeners = new Set<FrameListener>();
  #kept: EventFrame[] = [];
  #batch: Buffer[] = [];
  #timer: NodeJS.Timeout | undefined;
  #opened: Promise<void> | undefined;

  constructor(engine: Engine, onError: (error: unknown) => void) {
    this.#engine = engine;
    this.#onError = onError;
  }

  /**
   * Adds a listener that gets the events after one, or from now on, and returns a function that removes it. Resolves with
   * undefined when that event is not kept.
   */
  async listen(listener: FrameListener, after?: string): Promise<(() => void) | undefined> {
    this.#opened ??= this.#open();
    await this.#opened;
    this.#flush();
    if (after !== undefined) {
      const index = this.#kept.findLastIndex(({ cursor }) => cursor === after);
      if (index < 0) return undefined;
      const missed = this.#kept.slice(index + 1).map(({ bytes }) => bytes);
      if (missed.length > 0) listener(Buffer.concat(missed));
    }
    this.#listeners.add(listener);
    return () => void this.#listeners.delete(listener);
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
    clearTimeout(this.#timer);
  }

  async #open(): Promise<void> {
    const after = await this.#engine.events.latestCursor();
    this.#read(after).catch(this.#onError);
  }

  async #read(after: string): Promise<void> {
    for await (const event of this.#engine.events.subscribe({ after, signal: this.#stop.signal })) {
      const frame = frameOf(event);
      this.#kept.push(frame);
      if (this.#kept.length > 2 * MAX_KEPT) this.#kept = this.#kept.slice(-MAX_KEPT);
      this.#batch.push(frame.bytes);
      this.#timer ??= setTimeout(() => this.#flush(), BATCH_WINDOW);
    }
  }

  #flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (this.#batch.length === 0) return;
    const bytes = Buffer.concat(this.#batch);
    this.#batch = [];
    for (const listener of this.#listeners) listener(bytes);
  }
}
