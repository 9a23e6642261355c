/** Options of a {@link PeriodicSweep}. */
export interface PeriodicSweepOptions {
  /** In milliseconds. */
  readonly interval: number;
  /** Sweeps once. The signal aborts when the sweep is closed. */
  readonly sweep: (signal: AbortSignal) => Promise<unknown>;
  readonly onError: (error: unknown) => void;
}

/** Sweeps at an interval. A sweep that takes longer than the interval delays the next one. */
export class PeriodicSweep {
  readonly #options: PeriodicSweepOptions;
  readonly #closing = new AbortController();
  #timer: NodeJS.Timeout | undefined;
  #running: Promise<unknown> | undefined;
  #isAsked = false;

  constructor(options: PeriodicSweepOptions) {
    this.#options = options;
  }

  /** Starts the timer, unless it is running. It does not keep the process alive. */
  start(): void {
    if (this.#closing.signal.aborted) return;
    this.#timer ??= setInterval(() => this.#sweep(), this.#options.interval).unref();
  }

  /** Sweeps now, or once more after the sweep that is running. */
  sweepNow(): void {
    this.#isAsked = this.#running !== undefined;
    this.#sweep();
  }

  /** Stops the timer, and resolves when no sweep is running. */
  async close(): Promise<void> {
    this.#closing.abort();
    clearInterval(this.#timer);
    await this.#running;
  }

  #sweep(): void {
    if (this.#closing.signal.aborted) return;
    const { sweep, onError } = this.#options;
    this.#running ??= sweep(this.#closing.signal)
      .catch(onError)
      .finally(() => {
        this.#running = undefined;
        if (this.#isAsked) this.sweepNow();
      });
  }
}
