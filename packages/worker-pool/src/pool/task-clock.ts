import { TaskError } from '@poppobuilder/core';
import { startTimer, type Timer } from '@poppobuilder/core/runner-kit';
import type { PoolRun } from './pool-run.ts';

/** What killing by the host waits beyond the grace, in milliseconds: a worker that listens has ended all by then. */
const MARGIN = 250;

/**
 * Milliseconds in which a worker must take up a task. One that was used before may hang in what an earlier task left
 * behind.
 */
const START_TIME = 10_000;

/** What a clock ends. */
export interface Clocked {
  /** Kills the worker; the task fails with the error. */
  readonly kill: (error: TaskError) => void;
  /** Kills a worker that does not take up the task. */
  readonly lose: () => void;
}

/** Passes a cancellation on, and ends what does not end by itself: a worker in an endless loop hears nothing. */
export class TaskClock {
  readonly #run: PoolRun;
  readonly #relay: Clocked;
  readonly #timeout: number;
  readonly #grace: number;
  #timer: Timer;
  #ladder: Timer | undefined;

  constructor(settings: { readonly timeout: number; readonly grace: number }, run: PoolRun, relay: Clocked) {
    this.#run = run;
    this.#relay = relay;
    this.#grace = settings.grace;
    this.#timeout = run.checked.base.timeout ?? run.entry.handler.timeout ?? settings.timeout;
    const limit = this.#timeout + this.#grace + MARGIN;
    this.#timer = startTimer(Math.min(START_TIME, limit), () => {
      if (limit <= START_TIME) this.#onTimeout();
      else this.#timer = startTimer(limit - START_TIME, () => this.#onTimeout());
      // After a time in which this process did nothing, such as in a debugger, what the worker told is still to be read.
      setImmediate(() => setImmediate(() => this.#loseUnlessStarted()));
    });
    run.onAbort = () => this.#onAbort();
  }

  stop(): void {
    this.#timer.stop();
    this.#ladder?.stop();
    this.#run.onAbort = undefined;
  }

  #loseUnlessStarted(): void {
    const { startedAt, decided, worker } = this.#run;
    if (startedAt === undefined && !decided && worker !== undefined && worker.served > 1) this.#relay.lose();
  }

  #onTimeout(): void {
    const told = `The task ran longer than its timeout of ${this.#timeout} ms, and its worker`;
    const message = `${told} did not answer within the grace of ${this.#grace} ms, so it was killed.`;
    this.#relay.kill(new TaskError({ code: 'TASK_TIMEOUT', message }));
  }

  #onAbort(): void {
    const { cancelReason: reason, isGivenBack: retryable, worker } = this.#run;
    worker?.process.send({ type: 'cancel', reason, retryable });
    this.#ladder = startTimer(this.#grace + MARGIN, () => {
      const told = `The task was cancelled: ${reason}. Its worker`;
      const message = `${told} did not answer within the grace of ${this.#grace} ms, so it was killed.`;
      this.#relay.kill(new TaskError({ code: 'TASK_CANCELLED', message }));
    });
  }
}
