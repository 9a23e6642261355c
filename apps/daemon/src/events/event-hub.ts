import type { Engine } from '@poppobuilder/engine';
import { type EventFrame, frameOf, reasonFrameOf } from './event-frame.ts';
import { ReasonWatch } from './reason-watch.ts';

/** How many events are kept for those who reconnect. */
const MAX_KEPT = 10_000;
/** How often events are read at most, and so sent. In milliseconds, as all times here. */
const READ_INTERVAL = 25;
/** For how long the frames of what was read together are collected before they are sent. */
const BATCH_WINDOW = 1;

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
  /** What was read while listeners catch up, for each of them. */
  readonly #meanwhile = new Set<EventFrame[]>();
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
   * Adds a listener until the signal aborts, which gets the events after one, or from now on. Rejects with `INVALID_TASK` for the
   * cursor of another database.
   */
  async listen(listener: FrameListener, signal: AbortSignal, after?: string): Promise<void> {
    this.#opened ??= this.#open();
    await this.#opened;
    this.#flush();
    const index = this.#kept.findLastIndex(({ cursor }) => cursor === after);
    if (after !== undefined && index < 0) await this.#catchUp(listener, signal, after);
    else this.#add(listener, signal, after === undefined ? [] : this.#kept.slice(index + 1));
  }

  /**
   * Gives a listener the events after one that is not kept, as after a restart of the daemon: by a reader of its own, up to where
   * the reader of all is, and then what that reads meanwhile.
   */
  async #catchUp(listener: FrameListener, signal: AbortSignal, after: string): Promise<void> {
    const meanwhile: EventFrame[] = [];
    this.#meanwhile.add(meanwhile);
    try {
      const missed = this.#engine.events.subscribe({ after, until: this.#cursor, signal });
      for await (const event of missed) listener(frameOf(event).bytes);
      this.#flush();
      this.#add(listener, signal, meanwhile);
    } finally {
      this.#meanwhile.delete(meanwhile);
    }
  }

  #add(listener: FrameListener, signal: AbortSignal, missed: readonly EventFrame[]): void {
    if (signal.aborted) return;
    if (missed.length > 0) listener(Buffer.concat(missed.map(({ bytes }) => bytes)));
    this.#listeners.add(listener);
    this.#reasons ??= this.#watchReasons();
    signal.addEventListener('abort', () => {
      this.#listeners.delete(listener);
      if (this.#listeners.size === 0) this.#stopWatching();
    });
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
    const { signal } = this.#stop;
    for await (const event of this.#engine.events.subscribe({ after, interval: READ_INTERVAL, signal })) {
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

  #send(frame: EventFrame): void {
    for (const frames of this.#meanwhile) frames.push(frame);
    this.#batch.push(frame.bytes);
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
