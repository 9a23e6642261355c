import { isTransient } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';
import { SCHEDULES_QUEUE } from '../schema/schedules.ts';
import type { Submitter } from '../submit/submitter.ts';
import { processOccurrence } from './process-occurrence.ts';

/** A clock may have been set, or a signal missed. In milliseconds, as all times here. */
const MAX_SLEEP = 30_000;
/** When to check again while another process has what is due. */
const BUSY_DELAY = 100;
const RETRY_DELAY = 500;

/** Processes occurrences when they are due: sleeps until the next one, and wakes when a schedule changes. */
export class ScheduleWatch {
  readonly #context: EngineContext;
  readonly #submitter: Submitter;
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #isOpen = false;
  #isStale = false;
  #processing: Promise<void> | undefined;

  constructor(context: EngineContext, submitter: Submitter) {
    this.#context = context;
    this.#submitter = submitter;
  }

  /** Starts, unless it has started. */
  start(): void {
    if (this.#isOpen) return;
    this.#isOpen = true;
    this.#context.signals.on('wake', this.#onWake);
    this.#check();
  }

  /** Stops after the occurrence that is being processed. */
  async close(): Promise<void> {
    this.#isOpen = false;
    this.#closing.abort();
    clearTimeout(this.#timer);
    this.#context.signals.off('wake', this.#onWake);
    await this.#processing;
  }

  readonly #onWake = (queues: readonly string[]): void => {
    if (queues.length === 0 || queues.includes(SCHEDULES_QUEUE)) this.#check();
  };

  #check(): void {
    if (!this.#isOpen) return;
    this.#isStale = true;
    this.#processing ??= this.#processAll().finally(() => {
      this.#processing = undefined;
      if (this.#isStale) this.#check();
    });
  }

  async #processAll(): Promise<void> {
    this.#isStale = false;
    clearTimeout(this.#timer);
    let pause: number;
    try {
      pause = await this.#processDue();
    } catch (error) {
      // Others have locked the schedule, or changed it in the meantime. A statement that took too long is reported.
      const isBusy = isTransient(error) && (error as { code?: string }).code !== '57014';
      pause = isBusy ? BUSY_DELAY : RETRY_DELAY;
      if (!isBusy) this.#context.onError(error);
    }
    if (this.#isOpen) this.#timer = setTimeout(() => this.#check(), pause);
  }

  /** Returns how long to sleep. In milliseconds. */
  async #processDue(): Promise<number> {
    const { signals, onError } = this.#context;
    while (this.#isOpen) {
      const wait = await this.#untilNext();
      if (wait > 0) return Math.min(wait, MAX_SLEEP);
      const effects = await processOccurrence(this.#context, this.#submitter);
      if (effects === undefined) return BUSY_DELAY;
      for (const jobId of effects.stopping) signals.cancel(jobId).catch(onError);
      signals.wake([...effects.queues, SCHEDULES_QUEUE]);
      // This process was woken as well, but has just checked.
      this.#isStale = false;
    }
    return MAX_SLEEP;
  }

  /** Returns the time until the next occurrence, by the database's clock. Restarts the server when it is ours. */
  async #untilNext(): Promise<number> {
    const { database, names } = this.#context;
    const [row] = await database.retryWhileUnavailable(
      async () =>
        database.query<{ wait: number | null }>(
          `SELECT ceil(extract(epoch FROM min(next_at) - ${names.boss}.job_now()) * 1000)::float8 AS wait
           FROM ${names.own}.schedule WHERE next_at IS NOT NULL`,
          [],
        ),
      this.#closing.signal,
    );
    return row?.wait ?? MAX_SLEEP;
  }
}
