/** How long a handler may continue after its signal has aborted. In milliseconds. */
export const GRACE = 1_000;

/** The part of the grace that the processor must have worked for a handler to count as one that blocks it. */
const BUSY_SHARE = 0.8;

/** Measures one call of a handler, and cancels it where a trial says so. */
export class HandlerClock {
  /** Aborts when the handler is to be cancelled. */
  readonly signal: AbortSignal;
  readonly #cancelling = new AbortController();
  readonly #cancelAfter: number | undefined;
  readonly #stopAfter: number;
  #timer: NodeJS.Timeout | undefined;
  #calledAt = performance.now();
  #cpuAtCall = process.cpuUsage();
  #duration: number | undefined;
  #cpuTime = 0;

  /**
   * @param cancelAfter - milliseconds after the call; 0 is at once, `undefined` never
   * @param timeout - of the task, in milliseconds
   */
  constructor(cancelAfter: number | undefined, timeout: number | undefined) {
    this.#cancelAfter = cancelAfter;
    this.#stopAfter = cancelAfter ?? timeout ?? Number.POSITIVE_INFINITY;
    this.signal = this.#cancelling.signal;
  }

  /** Milliseconds from the call of the handler until it had settled, or until now. */
  get duration(): number {
    return this.#duration ?? performance.now() - this.#calledAt;
  }

  /** Whether the handler let nobody else work, and so could not be stopped in time. */
  get blocked(): boolean {
    return this.duration - this.#stopAfter > GRACE && this.#cpuTime > GRACE * BUSY_SHARE;
  }

  readonly onCalling = (): void => {
    this.#calledAt = performance.now();
    this.#cpuAtCall = process.cpuUsage();
    const cancel = (): void => this.#cancelling.abort('the contract suite cancels it');
    // What the handler does before it first waits comes before that.
    if (this.#cancelAfter === 0) queueMicrotask(cancel);
    else if (this.#cancelAfter !== undefined) this.#timer = setTimeout(cancel, this.#cancelAfter);
  };

  readonly onSettled = (): void => {
    clearTimeout(this.#timer);
    this.#duration = performance.now() - this.#calledAt;
    const { user, system } = process.cpuUsage(this.#cpuAtCall);
    this.#cpuTime = (user + system) / 1_000;
  };
}
