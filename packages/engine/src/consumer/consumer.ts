import { startTimer, type Timer } from '@poppobuilder/core/runner-kit';
import { Dispatcher } from '../dispatch/dispatcher.ts';
import { projectCap } from '../dispatch/project-cap.ts';
import type { EngineContext } from '../engine-context.ts';
import { AttemptRunner, type ConsumerParts } from './attempt-runner.ts';
import type { ConsumeOptions, StopOptions } from './consume-options.ts';
import { parseStopOptions } from './consume-schema.ts';
import { Presence } from './presence.ts';
import { RunningAttempt } from './running-attempt.ts';

const DEFAULT_GRACE = 30_000;

/** Fetches tasks as long as it has free slots, runs them, renews their leases, and records their outcomes. */
export class Consumer implements AsyncDisposable {
  readonly #context: EngineContext;
  readonly #attempts: AttemptRunner;
  readonly #dispatcher: Dispatcher;
  readonly #presence: Presence;
  readonly #timers: Timer[] = [];
  #stopping: Promise<void> | undefined;

  /** @internal */
  constructor(context: EngineContext, parts: ConsumerParts, options: ConsumeOptions) {
    const { slots, labels, exclusive, projectCap: cap, pausedBy, runner, cache } = options;
    const projectSlots = projectCap(slots, cap);
    this.#context = context;
    this.#presence = new Presence(context, { slots, labels, exclusive, projectSlots, pausedBy });
    this.#attempts = new AttemptRunner(context, {
      ...parts,
      presence: this.#presence,
      runner,
      cache,
      onSlotFree: ({ task }) => this.#dispatcher.release(task.projectId),
      onRecorded: ({ queue }) => this.#dispatcher.onRecorded(queue, this.#attempts.count >= slots),
    });
    this.#dispatcher = new Dispatcher(context, {
      slots,
      labels,
      exclusive,
      projectSlots,
      presence: this.#presence,
      start: ({ queue, job, sentAt }) => this.#attempts.start(new RunningAttempt(queue, job, sentAt)),
    });
    context.signals.on('startsAsked', this.#onStartsAsked);
  }

  /** Ids of the tasks that run in this consumer. */
  get running(): readonly string[] {
    return this.#attempts.taskIds;
  }

  /**
   * Fetches no more tasks, waits for those that run, then stops the remaining ones and hands them back. Called again with a
   * `grace`, it waits no longer than that.
   */
  async stop(options: StopOptions = {}): Promise<void> {
    const { grace } = parseStopOptions(options);
    if (this.#stopping !== undefined && grace !== undefined) this.#releaseAfter(grace);
    this.#stopping ??= this.#drain(grace ?? DEFAULT_GRACE);
    await this.#stopping;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  readonly #onStartsAsked = (question: string): void => {
    this.#answer(question).catch(this.#context.onError);
  };

  /** Answers once nothing that was fetched before can start under a hold. */
  async #answer(question: string): Promise<void> {
    await this.#dispatcher.fetched();
    await this.#attempts.confirmStarts();
    await this.#context.signals.reportStarts(question, this.#presence.id);
  }

  #releaseAfter(grace: number): void {
    this.#timers.push(startTimer(grace, () => this.#attempts.release()));
  }

  async #drain(grace: number): Promise<void> {
    await Promise.all([this.#dispatcher.stop(), this.#presence.leave()]);
    this.#releaseAfter(grace);
    await this.#attempts.allRecorded();
    await this.#presence.end();
    for (const timer of this.#timers) timer.stop();
    this.#context.signals.off('startsAsked', this.#onStartsAsked);
    await this.#attempts.close();
  }
}
