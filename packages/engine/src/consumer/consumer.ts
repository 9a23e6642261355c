import { startTimer } from '@poppobuilder/core/runner-kit';
import { Attempts } from './attempts.ts';
import { parseStopOptions } from '../check-options.ts';
import { Claimer } from '../dispatch/dispatcher.ts';
import type { StopOptions, WorkerParts, WorkOptions } from './consume-options.ts';

const STOP_GRACE = 30_000;

/** Takes tasks as far as it has slots, runs them, keeps their leases, and tells how they ended. */
export class Worker implements AsyncDisposable {
  readonly #attempts: Attempts;
  readonly #claimer: Claimer;
  #stopping: Promise<void> | undefined;

  /** @internal */
  constructor(parts: WorkerParts, options: WorkOptions) {
    this.#attempts = new Attempts(parts, options, {
      onFreed: (run) => this.#claimer.freed(run),
      onSettled: (run) => this.#claimer.settled(run, this.#attempts.count >= options.slots),
    });
    this.#claimer = new Claimer(parts, options, (run, sentAt) => this.#attempts.start(run, sentAt));
  }

  /** Ids of the tasks that run here. */
  get running(): readonly string[] {
    return this.#attempts.taskIds;
  }

  /** Takes no more tasks; gives those that run the grace to end, then stops them and hands them back. */
  async stop(options: StopOptions = {}): Promise<void> {
    const { grace = STOP_GRACE } = parseStopOptions(options);
    this.#stopping ??= this.#drain(grace);
    await this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  async #drain(grace: number): Promise<void> {
    await this.#claimer.stop();
    const timer = startTimer(grace, () => this.#attempts.release());
    await this.#attempts.settled();
    timer.stop();
    await this.#attempts.close();
  }
}
