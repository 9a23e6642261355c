import { type TaskError, type TaskRunner, withMiddleware } from '@poppobuilder/core';
import { startTimer, type Timer } from '@poppobuilder/core/runner-kit';
import type { CancelRequest } from '../database/signals.ts';
import { type TimeLimit, readTimeLimit } from './time-limit.ts';
import { AddedTasks } from '../flows/added-tasks.ts';
import { outcomeOf, leaseLost, notStarted } from './attempt-outcome.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import { Recorder } from './recorder.ts';
import type { RunningAttempt } from './running-attempt.ts';
import type { OutcomeDetails } from './record-outcome.ts';
import { reportOutcome } from './report-outcome.ts';
import type { ConsumerParts, ConsumeOptions } from './consume-options.ts';

/** What {@link AttemptRunner} call back. */
export interface AttemptListener {
  /** Nothing of it runs any more. */
  readonly onFreed: (run: RunningAttempt) => void;
  /** Its end is told. */
  readonly onSettled: (run: RunningAttempt) => void;
}

/** Runs attempts that were claimed, keeps their leases, and tells how they ended. */
export class AttemptRunner {
  readonly #parts: ConsumerParts;
  readonly #listener: AttemptListener;
  readonly #runner: TaskRunner;
  /** All that hold a slot; of one task there are two while an attempt that was lost still ends. */
  readonly #runs = new Set<RunningAttempt>();
  readonly #byTask = new Map<string, RunningAttempt>();
  readonly #settling = new Set<Promise<void>>();
  readonly #leases: LeaseKeeper<RunningAttempt>;
  readonly #recorder: Recorder;
  readonly #added: AddedTasks;
  readonly #forgetCache: (() => void) | undefined;

  constructor(
    parts: ConsumerParts,
    { runner, cache }: Pick<ConsumeOptions, 'runner' | 'cache'>,
    listener: AttemptListener,
  ) {
    this.#parts = parts;
    this.#listener = listener;
    this.#runner = cache === undefined ? runner : withMiddleware(runner, cache.middleware);
    this.#leases = new LeaseKeeper<RunningAttempt>(parts, {
      held: () => this.#runs,
      onLost: (run) => this.#lose(run),
      onCancelRequest: (run, reason) => run.stop({ kind: 'cancelled', reason }),
    });
    this.#recorder = new Recorder({
      ...parts,
      runner,
      find: (taskId) => this.#byTask.get(taskId),
      onWritten: () => parts.signals.news(),
    });
    this.#forgetCache = cache?.onHit(({ task, from }) => this.#recorder.hit(task.id, from));
    this.#added = new AddedTasks({
      ...parts,
      runner,
      find: (taskId) => this.#byTask.get(taskId),
      onCancelRequest: (taskId, reason) => this.#byTask.get(taskId)?.stop({ kind: 'cancelled', reason }),
    });
    parts.signals.on('cancel', this.#onCancel);
  }

  /** Ids of the tasks that run. */
  get taskIds(): readonly string[] {
    return [...this.#byTask.keys()];
  }

  /** How many hold a slot. */
  get count(): number {
    return this.#runs.size;
  }

  /** Runs an attempt that was claimed at a moment of `performance.now()`, before the claim was sent. */
  start(run: RunningAttempt, sentAt: number): void {
    this.#leases.add(run, sentAt);
    this.#runs.add(run);
    const settled = this.#work(run).catch(this.#parts.onError);
    this.#settling.add(settled);
    void settled.finally(() => this.#settling.delete(settled));
  }

  /** Stops all that run, and hands them back. */
  release(): void {
    for (const run of this.#runs) run.stop({ kind: 'released' });
  }

  /** Resolves when the end of each is told. */
  async settled(): Promise<void> {
    while (this.#settling.size > 0) await Promise.allSettled(this.#settling);
  }

  async close(): Promise<void> {
    this.#parts.signals.off('cancel', this.#onCancel);
    this.#leases.close();
    this.#added.close();
    this.#forgetCache?.();
    await this.#recorder.close();
  }

  readonly #onCancel = (jobId: string, request?: CancelRequest): void => {
    const run = [...this.#runs].find((one) => one.jobId === jobId && one.stopCause === undefined);
    if (run === undefined) return;
    // Without a request in the message, it is in the database.
    if (request === undefined) void this.#leases.renew();
    else if (request.attempt === run.attempt) run.stop({ kind: 'cancelled', reason: request.reason });
  };

  async #work(run: RunningAttempt): Promise<void> {
    let end: OutcomeDetails;
    try {
      end = await this.#execute(run);
    } finally {
      if (this.#byTask.get(run.task.id) === run) this.#byTask.delete(run.task.id);
      this.#runs.delete(run);
      this.#parts.claims.forget(run);
      run.ended();
      // What was learned is told while the next task starts.
      this.#listener.onFreed(run);
    }
    await reportOutcome(this.#parts, run, end, async () => this.#recorder.write());
    this.#listener.onSettled(run);
  }

  async #execute(run: RunningAttempt): Promise<OutcomeDetails> {
    // An attempt that was lost may still be stopping.
    while (this.#byTask.has(run.task.id)) await this.#byTask.get(run.task.id)?.end;
    this.#byTask.set(run.task.id, run);
    let timer: Timer | undefined;
    try {
      const limit = await readTimeLimit(this.#parts, run);
      if (limit !== undefined && limit.left <= 0) return { outcome: 'expired', reason: limit.reason };
      timer = stopAfter(run, limit);
      const task = await this.#parts.flows.filled(run);
      if (run.stopCause !== undefined) return outcomeOf(run.stopCause, notStarted(run));
      const { attempt, isLastAttempt, signal } = run;
      const result = await this.#runner.execute(task, { attempt, isLastAttempt, signal });
      await this.#added.settled(run);
      return { outcome: 'succeeded', result };
    } catch (error) {
      return outcomeOf(run.stopCause, error as TaskError);
    } finally {
      timer?.stop();
    }
  }

  #lose(run: RunningAttempt): void {
    this.#parts.claims.lose(run, leaseLost(run));
    run.stop({ kind: 'lost' });
  }
}

function stopAfter(run: RunningAttempt, limit: TimeLimit | undefined): Timer | undefined {
  if (limit === undefined) return undefined;
  const stop = (): void => run.stop({ kind: 'expired', reason: limit.reason });
  return startTimer(limit.left, stop);
}
