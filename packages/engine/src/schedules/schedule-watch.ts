import { isTransient } from '../database/database.ts';
import type { Signals } from '../database/signals.ts';
import { SCHEDULES_QUEUE } from '../schema/schedules.ts';
import type { SubmitOccurrenceParts } from './submit-occurrence.ts';
import { takeOccurrence } from './take-occurrence.ts';

/** What a {@link ScheduleWatch} works with. */
export interface ScheduleWatchParts extends SubmitOccurrenceParts {
  readonly signals: Signals;
}

/** Milliseconds after which it looks although nothing is known to be due: a clock may have been set, a signal lost. */
const LOOK_AGAIN = 30_000;
/** Milliseconds until it looks after another process that takes what is due. */
const OTHERS_TURN = 100;
const AFTER_ERROR = 500;

/** Takes occurrences when they are due: it sleeps until the next one, and is woken when a schedule changes. */
export class ScheduleWatch {
  readonly #parts: ScheduleWatchParts;
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #isOpen = false;
  #isAgain = false;
  #looking: Promise<void> | undefined;

  constructor(parts: ScheduleWatchParts) {
    this.#parts = parts;
  }

  /** Begins; nothing happens when it has begun. */
  start(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#parts.signals.on('wake', this.#onWake);
    this.#look();
  }

  /** Ends, after the occurrence that is being taken. */
  async close(): Promise<void> {
    this.#isOpen = false;
    this.#closing.abort();
    clearTimeout(this.#timer);
    this.#parts.signals.off('wake', this.#onWake);
    await this.#looking;
  }

  readonly #onWake = (queues: readonly string[]): void => {
    if (queues.length === 0 || queues.includes(SCHEDULES_QUEUE)) this.#look();
  };

  #look(): void {
    if (!this.#isOpen) return;
    this.#isAgain = true;
    this.#looking ??= this.#takeAll().finally(() => {
      this.#looking = undefined;
      if (this.#isAgain) this.#look();
    });
  }

  async #takeAll(): Promise<void> {
    this.#isAgain = false;
    clearTimeout(this.#timer);
    let pause: number;
    try {
      pause = await this.#take();
    } catch (error) {
      // Others hold the schedule, or changed it meanwhile. That a statement took too long is worth knowing.
      const isBusy = isTransient(error) && (error as { code?: string }).code !== '57014';
      pause = isBusy ? OTHERS_TURN : AFTER_ERROR;
      if (!isBusy) this.#parts.onError(error);
    }
    if (this.#isOpen) this.#timer = setTimeout(() => this.#look(), pause);
  }

  /** Milliseconds until there is something to do. */
  async #take(): Promise<number> {
    const { signals, onError } = this.#parts;
    while (this.#isOpen) {
      const wait = await this.#untilNext();
      if (wait > 0) return Math.min(wait, LOOK_AGAIN);
      const aftermath = await takeOccurrence(this.#parts);
      if (aftermath === undefined) return OTHERS_TURN;
      for (const jobId of aftermath.stopping) signals.cancel(jobId).catch(onError);
      signals.wake([...aftermath.queues, SCHEDULES_QUEUE]);
      // That was for the others.
      this.#isAgain = false;
    }
    return LOOK_AGAIN;
  }

  /** Milliseconds by the database's clock. Brings the server back when it is ours and has ended. */
  async #untilNext(): Promise<number> {
    const { database, names } = this.#parts;
    const [row] = await database.retryWhileUnavailable(
      async () =>
        database.query<{ wait: number | null }>(
          `SELECT ceil(extract(epoch FROM min(next_at) - ${names.boss}.job_now()) * 1000)::float8 AS wait
           FROM ${names.own}.schedule WHERE next_at IS NOT NULL`,
          [],
        ),
      this.#closing.signal,
    );
    return row?.wait ?? LOOK_AGAIN;
  }
}
