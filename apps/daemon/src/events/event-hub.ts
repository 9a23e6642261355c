import type { Engine } from '@poppobuilder/engine';
import { type EventFrame, frameOf, reasonFrameOf } from './event-frame.ts';
import { ReasonWatch } from './reason-watch.ts';

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
  #cursor = '';
  #reasons: ReasonWatch | undefined;

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
    this.#reasons ??= this.#watchReasons();
    return () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stopWatching();
    };
  }

  [Symbol.dispose](): void {
    this.#stop.abort();
    this.#stopWatching();
    clearTimeout(this.#timer);
  }

  async #open(): Promise<void> {
    const after = await this.#engine.events.latestCursor();
    this.#cursor = after;
    this.#read(after).catch(this.#onError);
  }

  async #read(after: string): Promise<void> {
    for await (const event of this.#engine.events.subscribe({ after, signal: this.#stop.signal })) {
      const frame = frameOf(event);
      this.#kept.push(frame);
      if (this.#kept.length > 2 * MAX_KEPT) this.#kept = this.#kept.slice(-MAX_KEPT);
      this.#cursor = frame.cursor;
      this.#send(frame);
    }
  }

  /** Reasons are computed only while somebody listens. */
  #watchReasons(): ReasonWatch {
    return new ReasonWatch({
      engine: this.#engine,
      onError: this.#onError,
      onChanges: (changes) => {
        for (const change of changes) this.#send(reasonFrameOf(change, this.#cursor));
      },
    });
  }

  #stopWatching(): void {
    this.#reasons?.[Symbol.dispose]();
    this.#reasons = undefined;
  }

  #send({ bytes }: EventFrame): void {
    this.#batch.push(bytes);
    this.#timer ??= setTimeout(() => this.#flush(), BATCH_WINDOW);
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
