import { TaskError } from '@poppobuilder/core';
import { startTimer, type Timer } from '@poppobuilder/core/runner-kit';
import type { Assigned } from './pool-context.ts';

/** What the host adds to the grace before it kills: a worker that still listens has stopped by then. In milliseconds. */
const KILL_MARGIN = 250;

/**
 * Within this time a worker must take up a task: one that was used before may hang in what an earlier task left behind. In
 * milliseconds.
 */
const START_TIMEOUT = 10_000;

/** What a clock ends. */
export interface Clocked {
  /** Kills the worker; the task fails with the error. */
  readonly kill: (error: TaskError) => void;
  /** Kills a worker that does not take up the task. */
  readonly lose: () => void;
}

/** Passes a cancellation on, and ends what does not end by itself: a worker in an endless loop receives nothing. */
export class TaskClock {
  readonly #state: Assigned;
  readonly #relay: Clocked;
  readonly #timeout: number;
  readonly #grace: number;
  readonly #removeListener: () => void;
  #timer: Timer;
  #killTimer: Timer | undefined;

  constructor(
    settings: { readonly timeout: number; readonly grace: number },
    state: Assigned,
    relay: Clocked,
  ) {
    this.#state = state;
    this.#relay = relay;
    this.#grace = settings.grace;
    this.#timeout = state.checked.base.timeout ?? state.entry.handler.timeout ?? settings.timeout;
    const limit = this.#timeout + this.#grace + KILL_MARGIN;
    this.#timer = startTimer(Math.min(START_TIMEOUT, limit), () => {
      if (limit <= START_TIMEOUT) this.#onTimeout();
      else this.#timer = startTimer(limit - START_TIMEOUT, () => this.#onTimeout());
      // After a pause of this process, such as in a debugger, what the worker has sent is still to be read.
      setImmediate(() => setImmediate(() => this.#loseUnlessStarted()));
    });
    this.#removeListener = state.run.onAbort(() => this.#onAbort());
  }

  stop(): void {
    this.#timer.stop();
    this.#killTimer?.stop();
    this.#removeListener();
  }

  #loseUnlessStarted(): void {
    const { run, worker, lease } = this.#state;
    const isCurrent = lease.worker === worker;
    if (isCurrent && run.startedAt === undefined && !run.decided && worker.served > 1) this.#relay.lose();
  }

  #onTimeout(): void {
    this.#relay.kill(
      new TaskError({
        code: 'TASK_TIMEOUT',
        message: `The task ran longer than its timeout of ${this.#timeout} ms. ${this.#killed()}`,
      }),
    );
  }

  #onAbort(): void {
    const { run, worker } = this.#state;
    const reason = run.cancelReason;
    worker.process.send({ type: 'cancel', reason, retryable: run.isHandedBack });
    this.#killTimer = startTimer(this.#grace + KILL_MARGIN, () => {
      const message = `The task was cancelled: ${reason}. ${this.#killed()}`;
      this.#relay.kill(new TaskError({ code: 'TASK_CANCELLED', message }));
    });
  }

  #killed(): string {
    return `Its worker did not answer within the grace of ${this.#grace} ms and was killed.`;
  }
}
