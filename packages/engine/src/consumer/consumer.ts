import { startTimer } from '@poppobuilder/core/runner-kit';
import { AttemptRunner } from './attempt-runner.ts';
import { parseStopOptions } from '../check-options.ts';
import { Dispatcher } from '../dispatch/dispatcher.ts';
import type { StopOptions, ConsumerParts, ConsumeOptions } from './consume-options.ts';

const STOP_GRACE = 30_000;

/** Takes tasks as far as it has slots, runs them, keeps their leases, and tells how they ended. */
export class Consumer implements AsyncDisposable {
  readonly #attempts: AttemptRunner;
  readonly #dispatcher: Dispatcher;
  #stopping: Promise<void> | undefined;

  /** @internal */
  constructor(parts: ConsumerParts, options: ConsumeOptions) {
    this.#attempts = new AttemptRunner(parts, options, {
      onFreed: (run) => this.#dispatcher.freed(run),
      onSettled: (run) => this.#dispatcher.settled(run, this.#attempts.count >= options.slots),
    });
    this.#dispatcher = new Dispatcher(parts, options, (run, sentAt) => this.#attempts.start(run, sentAt));
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
    await this.#dispatcher.stop();
    const timer = startTimer(grace, () => this.#attempts.release());
    await this.#attempts.settled();
    timer.stop();
    await this.#attempts.close();
  }
}
