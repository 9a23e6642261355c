import type { BackgroundWork } from './background-work.ts';

/** Options of a {@link PeriodicSweep}. */
export interface PeriodicSweepOptions {
  /** In milliseconds. */
  readonly interval: number;
  /** Sweeps once. The signal aborts when the sweep is closed. */
  readonly sweep: (signal: AbortSignal) => Promise<unknown>;
  readonly background: BackgroundWork;
  readonly onError: (error: unknown) => void;
}

/**
 * Sweeps at an interval, counted from the start: timers that are late, as all are after a pause of this process, would stay
 * together from then on. A sweep that takes longer than the interval delays the next one.
 */
export class PeriodicSweep {
  readonly #options: PeriodicSweepOptions;
  readonly #closing = new AbortController();
  #startedAt: number | undefined;
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> | undefined;
  #isAsked = false;

  constructor(options: PeriodicSweepOptions) {
    this.#options = options;
  }

  /** Starts the timer, unless it is running. It does not keep the process alive. */
  start(): void {
    if (this.#startedAt !== undefined || this.#closing.signal.aborted) return;
    this.#startedAt = performance.now();
    this.#wait(this.#startedAt);
  }

  /** Sweeps now, or once more after the sweep that is running. */
  sweepNow(): void {
    this.#isAsked = this.#running !== undefined;
    this.#sweep();
  }

  /** Stops the timer, and resolves when no sweep is running. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearTimeout(this.#timer);
    await this.#running;
  }

  #wait(startedAt: number): void {
    const rest = timeToNext(performance.now() - startedAt, this.#options.interval);
    this.#timer = setTimeout(() => {
      this.#wait(startedAt);
      this.#sweep();
    }, rest).unref();
  }

  #sweep(): void {
    if (this.#closing.signal.aborted) return;
    const { sweep, background, onError } = this.#options;
    this.#running ??= background
      .run(async () => sweep(this.#closing.signal))
      .catch(onError)
      .finally(() => {
        this.#running = undefined;
        if (this.#isAsked) this.sweepNow();
      });
  }
}

/** Returns the milliseconds until the next multiple of an interval; a timer may fire a little early. */
export const timeToNext = (elapsed: number, interval: number): number =>
  (Math.round(elapsed / interval) + 1) * interval - elapsed;
