import {
  type ExecuteOptions,
  type TaskError,
  type TaskEvents,
  type TaskResult,
  type TaskRunner,
  withMiddleware,
} from '@poppobuilder/core';
import { startTimer, type Timer } from '@poppobuilder/core/runner-kit';
import { countOutcome } from '../breaker/count-outcome.ts';
import type { Claims } from '../claims/claims.ts';
import type { CancelRequest } from '../database/signals.ts';
import type { EngineContext } from '../engine-context.ts';
import { AddedTasks } from '../flows/added-tasks.ts';
import type { FlowSubmitter } from '../flows/flow-submitter.ts';
import { fillTask } from '../flows/references/fill-task.ts';
import type { Holds } from '../holds/holds.ts';
import { AccountReports } from './account-reports.ts';
import type { Submitter } from '../submit/submitter.ts';
import { acceptTriggered, isWithoutEffect, prepareTriggered } from '../triggers/accept-triggered.ts';
import { fillCursor } from '../triggers/cursors.ts';
import { isTrigger } from '../triggers/is-trigger.ts';
import { leaseLost, notStarted, outcomeOf } from './attempt-outcome.ts';
import type { ConsumeOptions } from './consume-options.ts';
import type { HeldAttempt } from './held-attempt.ts';
import { LeaseKeeper } from './lease-keeper.ts';
import type { OutcomeDetails } from './outcome-details.ts';
import type { Presence } from './presence.ts';
import { Recorder } from './recorder.ts';
import { reportOutcome } from './report-outcome.ts';
import type { RunningAttempt } from './running-attempt.ts';
import { StartGuard } from './start-guard.ts';
import { readTimeLimit, type TimeLimit } from './time-limit.ts';
import { traceAttempt } from './trace-attempt.ts';

/**
 * The parts of an engine that a consumer uses.
 *
 * @internal
 */
export interface ConsumerParts {
  readonly claims: Claims;
  readonly flows: FlowSubmitter;
  readonly holds: Holds;
  readonly submitter: Submitter;
}

/** Options of {@link AttemptRunner}. */
export interface AttemptRunnerOptions extends ConsumerParts, Pick<ConsumeOptions, 'runner' | 'cache'> {
  readonly presence: Presence;
  /** Is called when nothing of the attempt runs any more. */
  readonly onSlotFree: (attempt: RunningAttempt) => void;
  /** Is called when the outcome is recorded. */
  readonly onRecorded: (attempt: RunningAttempt) => void;
}

/** Runs attempts that were fetched, renews their leases, and records their outcomes. */
export class AttemptRunner {
  readonly #context: EngineContext;
  readonly #options: AttemptRunnerOptions;
  readonly #runner: TaskRunner;
  /** All that hold a slot. A task has two while an attempt that was lost is still stopping. */
  readonly #attempts = new Set<RunningAttempt>();
  readonly #byTask = new Map<string, RunningAttempt>();
  readonly #pending = new Set<Promise<void>>();
  readonly #leases: LeaseKeeper<RunningAttempt>;
  readonly #guard: StartGuard;
  readonly #recorder: Recorder;
  readonly #reports: AccountReports;
  readonly #added: AddedTasks;
  readonly #removeHitListener: (() => void) | undefined;

  constructor(context: EngineContext, options: AttemptRunnerOptions) {
    const { runner, cache, flows, holds } = options;
    this.#context = context;
    this.#options = options;
    this.#runner = cache === undefined ? runner : withMiddleware(runner, cache.middleware);
    this.#leases = new LeaseKeeper<RunningAttempt>(context, {
      held: () => this.#attempts,
      onLost: (attempt) => this.#lose(attempt),
      onCancelRequest: (attempt, reason) => attempt.stop({ kind: 'cancelled', reason }),
      onHoldRequest: (attempt, reason) => attempt.stop({ kind: 'held', reason }),
    });
    this.#guard = new StartGuard(context, options.presence);
    this.#recorder = new Recorder({
      ...context,
      runner,
      find: (taskId) => this.#byTask.get(taskId),
      onWritten: () => context.signals.notifyEvents(),
    });
    this.#reports = new AccountReports({
      ...context,
      holds,
      runner,
      find: (taskId) => this.#byTask.get(taskId),
    });
    this.#removeHitListener = cache?.onHit(({ task, from }) => this.#recorder.addHit(task.id, from));
    this.#added = new AddedTasks(context, {
      flows,
      runner,
      find: (taskId) => this.#byTask.get(taskId),
      onCancelRequest: (taskId, reason) => this.#byTask.get(taskId)?.stop({ kind: 'cancelled', reason }),
    });
    context.signals.on('cancel', this.#onCancel);
    runner.on('task-started', this.#onStarted);
  }

  /** Ids of the tasks that run. */
  get taskIds(): readonly string[] {
    return [...this.#byTask.keys()];
  }

  /** How many attempts hold a slot. */
  get count(): number {
    return this.#attempts.size;
  }

  /** Runs an attempt. Its lease counts from the request that fetched it. */
  start(attempt: RunningAttempt): void {
    this.#leases.add(attempt, attempt.confirmedAt.steady);
    this.#attempts.add(attempt);
    const recorded = traceAttempt(this.#context, attempt, async () => this.#run(attempt)).catch(
      this.#context.onError,
    );
    this.#pending.add(recorded);
    void recorded.finally(() => this.#pending.delete(recorded));
  }

  /** Stops what is held and has not started. Resolves when the runner has started what may, or it has ended. */
  async confirmStarts(): Promise<void> {
    await this.#guard.confirmAll([...this.#attempts].filter(({ isCleared }) => !isCleared));
    const starting = [...this.#attempts].filter(({ isCleared }) => isCleared);
    await Promise.all(starting.map(async ({ begun, finished }) => Promise.race([begun, finished])));
  }

  /** Stops all attempts, and hands their tasks back. */
  release(): void {
    for (const attempt of this.#attempts) attempt.stop({ kind: 'released' });
  }

  /** Resolves when the outcomes of all attempts are recorded. */
  async allRecorded(): Promise<void> {
    while (this.#pending.size > 0) await Promise.allSettled(this.#pending);
  }

  async close(): Promise<void> {
    this.#context.signals.off('cancel', this.#onCancel);
    this.#options.runner.off('task-started', this.#onStarted);
    this.#leases.close();
    this.#added.close();
    this.#reports.close();
    this.#removeHitListener?.();
    await this.#recorder.close();
  }

  readonly #onStarted = ({ task }: TaskEvents['task-started']): void => this.#byTask.get(task.id)?.begin();

  readonly #onCancel = (jobId: string, request?: CancelRequest): void => {
    const attempt = [...this.#attempts].find((one) => one.jobId === jobId && one.stopCause === undefined);
    if (attempt === undefined) return;
    // A request that the notification does not carry is in the database.
    if (request === undefined) void this.#leases.renew();
    else if (request.attempt === attempt.attempt) attempt.stop({ kind: 'cancelled', reason: request.reason });
  };

  async #run(attempt: RunningAttempt): Promise<OutcomeDetails> {
    let details: OutcomeDetails;
    try {
      details = await this.#execute(attempt);
      await this.#placeHolds(attempt, details);
    } finally {
      if (this.#byTask.get(attempt.task.id) === attempt) this.#byTask.delete(attempt.task.id);
      this.#attempts.delete(attempt);
      this.#options.claims.forget(attempt);
      attempt.finish();
      // The outcome is recorded while the next task starts.
      this.#options.onSlotFree(attempt);
    }
    await reportOutcome(this.#context, attempt, details, async () => this.#recorder.write());
    this.#options.onRecorded(attempt);
    return details;
  }

  /** Places the holds that follow from an attempt before another task can start in its slot. */
  async #placeHolds(attempt: RunningAttempt, details: OutcomeDetails): Promise<void> {
    await this.#reports.taken(attempt);
    const { breaker } = attempt.data;
    if (breaker === undefined) return;
    const { holds } = this.#options;
    await countOutcome({ ...this.#context, holds }, attempt, breaker, details).catch(this.#context.onError);
  }

  async #execute(attempt: RunningAttempt): Promise<OutcomeDetails> {
    const { id } = attempt.task;
    // An attempt that was lost may still be stopping.
    while (this.#byTask.has(id)) await this.#byTask.get(id)?.finished;
    this.#byTask.set(id, attempt);
    let timer: Timer | undefined;
    try {
      const limit = await readTimeLimit(this.#context, attempt);
      if (limit !== undefined && limit.left <= 0) return { outcome: 'expired', reason: limit.reason };
      timer = stopAfter(attempt, limit);
      const task = await fillCursor(this.#context, await fillTask(this.#context, attempt));
      if (attempt.stopCause !== undefined) return outcomeOf(attempt.stopCause, notStarted(attempt));
      const { isLastAttempt, signal } = attempt;
      const result = await this.#runner.execute(task, {
        attempt: attempt.attempt,
        isLastAttempt,
        mayDefer: true,
        signal,
        confirmStart: () => this.#guard.confirm(attempt),
        ...approvalOf(attempt),
      });
      await this.#added.stored(attempt);
      return this.#succeeded(attempt, result);
    } catch (error) {
      return outcomeOf(attempt.stopCause, error as TaskError);
    } finally {
      timer?.stop();
    }
  }

  /** What a trigger gives is checked before its success is recorded. */
  #succeeded({ task }: RunningAttempt, result: TaskResult): OutcomeDetails {
    if (!isTrigger(task.type)) return { outcome: 'succeeded', result };
    const { submitter } = this.#options;
    const triggered = prepareTriggered(submitter, task, result);
    if (isWithoutEffect(triggered)) {
      return { outcome: 'succeeded', result: { success: true, ...triggered.result } };
    }
    const record = async (held: HeldAttempt): Promise<boolean> =>
      acceptTriggered(this.#context, submitter, held, triggered);
    return { outcome: 'succeeded', result, record };
  }

  #lose(attempt: RunningAttempt): void {
    this.#options.claims.abort(attempt, leaseLost(attempt));
    attempt.stop({ kind: 'lost' });
  }
}

/** What the handler has to know of the approval of its plan. */
const approvalOf = ({ data: { approval } }: RunningAttempt): Pick<ExecuteOptions, 'approval'> =>
  approval?.of === 'plan' ? { approval: { isGiven: approval.given === true } } : {};

function stopAfter(attempt: RunningAttempt, limit: TimeLimit | undefined): Timer | undefined {
  if (limit === undefined) return undefined;
  const stop = (): void => attempt.stop({ kind: 'expired', reason: limit.reason });
  return startTimer(limit.left, stop);
}
