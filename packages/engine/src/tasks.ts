import type { TaskResult } from '@poppobuilder/core';
import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { ApproveOptions, RejectOptions } from './approvals/approval-options.ts';
import { approveSchema, rejectSchema } from './approvals/approval-schema.ts';
import { decideApproval } from './approvals/decide-approval.ts';
import { countWaiting, type WaitTotals } from './waiting/count-waiting.ts';
import { explainTask } from './waiting/explain-task.ts';
import type { Explanation } from './waiting/wait-reason.ts';
import { parseId } from './arguments/ids.ts';
import { cancelTask } from './control/cancel-task.ts';
import {
  type CancelTaskOptions,
  cancelTaskSchema,
  retryTaskSchema,
  type SubtreeOptions,
} from './control/control-options.ts';
import type { ControlledTask } from './control/controlled-task.ts';
import { retryTask } from './control/retry-task.ts';
import type { EngineContext } from './engine-context.ts';
import { cancelSubtree, reopenSubtree } from './flows/subtree.ts';
import { jobIdOf } from './job/job-id.ts';
import { CompletionWaiter } from './read/completion-waiter.ts';
import { countMatching, countTasks, type TaskTotals } from './read/count-tasks.ts';
import { groupTasks, type TaskGroup } from './read/group-tasks.ts';
import { type ListOptions, parseTaskFilter, type TaskFilter, type TaskPage } from './read/list-options.ts';
import { listTasks } from './read/list-tasks.ts';
import { readTask } from './read/read-task.ts';
import { readActivity, type TaskActivity } from './read/task-activity.ts';
import type { LogEntry, TaskDetails } from './read/task-details.ts';
import { type LogsOptions, readLogs } from './read/task-logs.ts';
import { readTimeline, type TaskMoment } from './read/task-timeline.ts';
import { readTranscript, type TranscriptOptions } from './transcripts/read-transcript.ts';
import type { TranscriptPart } from './transcripts/transcript-part.ts';

/** Options of `engine.tasks.wait()`. */
export interface WaitOptions {
  /** Ends the wait, not the task. */
  readonly signal?: AbortSignal | undefined;
}

const waitSchema: z.ZodType<WaitOptions> = z.strictObject({
  signal: z.instanceof(AbortSignal).optional(),
} satisfies ShapeOf<WaitOptions>);

/** The tasks of an engine. */
export class Tasks {
  readonly #context: EngineContext;
  readonly #completions: CompletionWaiter;

  /** @internal */
  constructor(context: EngineContext) {
    this.#context = context;
    this.#completions = new CompletionWaiter(context);
  }

  /** Returns everything that is known about a task. Rejects with `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`. */
  async get(id: string): Promise<TaskDetails> {
    return readTask(this.#context, parseId(id, 'tasks.get()'));
  }

  /**
   * Returns why a task is not running: everything that keeps it from starting at that moment, what decides first coming
   * first.
   *
   * Rejects with `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`.
   */
  async explain(id: string): Promise<Explanation> {
    return explainTask(this.#context, parseId(id, 'tasks.explain()'));
  }

  /** Returns a page of the tasks that match all options, newest first. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`. */
  async list(options: ListOptions = {}): Promise<TaskPage> {
    return listTasks(this.#context, options);
  }

  /**
   * Returns how many tasks, or those that match a filter, are in each state. Reads an index of all tasks, which takes tens
   * of milliseconds for a million. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`.
   */
  async counts(filter: TaskFilter = {}): Promise<TaskTotals> {
    const parsed = parseTaskFilter(filter);
    if (Object.values(parsed).every((value) => value === undefined)) return countTasks(this.#context);
    return countMatching(this.#context, parsed);
  }

  /**
   * Returns how many tasks of each type and project are in each state but `succeeded`, and when the oldest of them was
   * submitted. Rejects with `DATABASE_UNAVAILABLE`.
   */
  async groups(): Promise<TaskGroup[]> {
    return groupTasks(this.#context);
  }

  /**
   * Returns how many tasks wait for what: for each of the oldest 50,000 that wait, the first reason that `explain()` gives.
   * Takes about a second for that many. Rejects with `DATABASE_UNAVAILABLE`.
   */
  async waiting(): Promise<WaitTotals> {
    return countWaiting(this.#context);
  }

  /**
   * Returns what people recognize tasks by, what those that run do, and what they spent, by their ids: at most 1000. Unknown ids
   * are left out. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`.
   */
  async activity(ids: readonly string[]): Promise<ReadonlyMap<string, TaskActivity>> {
    return readActivity(this.#context, ids);
  }

  /**
   * Returns the last 1000 moments in the history of a task, in order: changes of its state, and beginnings of stages. Rejects with
   * `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`.
   */
  async timeline(id: string): Promise<TaskMoment[]> {
    return readTimeline(this.#context, parseId(id, 'tasks.timeline()'));
  }

  /** Returns the last log entries of a task, in order. Rejects with `TASK_NOT_FOUND`, `INVALID_TASK`, `DATABASE_UNAVAILABLE`. */
  async logs(id: string, options: LogsOptions = {}): Promise<LogEntry[]> {
    return readLogs(this.#context, parseId(id, 'tasks.logs()'), options);
  }

  /**
   * Returns a page of what the agent of a task said and did, in order; nothing for a task without one. Rejects with
   * `TASK_NOT_FOUND`, `INVALID_TASK`, `DATABASE_UNAVAILABLE`.
   */
  async transcript(id: string, options: TranscriptOptions = {}): Promise<TranscriptPart[]> {
    return readTranscript(this.#context, parseId(id, 'tasks.transcript()'), options);
  }

  /**
   * Resolves with the result of a task once it has succeeded.
   *
   * Rejects with the error of a task that failed or was stopped, `TASK_CANCELLED`, `TASK_TIMEOUT` (it expired),
   * `TASK_NOT_FOUND`, or the signal's reason.
   */
  async wait(id: string, options: WaitOptions = {}): Promise<TaskResult> {
    const { signal } = parseArgument(waitSchema, options, { of: 'tasks.wait()' });
    return this.#completions.wait(parseId(id, 'tasks.wait()'), signal);
  }

  /**
   * Cancels a task and returns its state afterwards. A task that waits is cancelled at once. One that runs is asked to stop
   * and stays `running` until everything that it started has ended. A task that has ended stays as it is. With `subtree`,
   * also cancels all tasks that depend on it.
   *
   * Rejects with `TASK_NOT_FOUND`, `INVALID_TASK`, `DATABASE_UNAVAILABLE`.
   */
  async cancel(id: string, options: CancelTaskOptions = {}): Promise<ControlledTask> {
    const taskId = parseId(id, 'tasks.cancel()');
    const { subtree, reason } = parseArgument(cancelTaskSchema, options, { of: 'tasks.cancel()' });
    if (subtree === true) {
      const common = reason ?? `It was cancelled together with "${taskId}".`;
      await cancelSubtree(this.#context, jobIdOf(taskId), common);
    }
    return cancelTask(this.#context, taskId, reason);
  }

  /**
   * Gives the approval that a task needs, and returns its state afterwards. Who approved is in its history. An approval
   * cannot be given twice.
   *
   * Rejects with `TASK_NOT_FOUND`, `INVALID_TASK` (it waits for no approval, or for another one), `DATABASE_UNAVAILABLE`.
   */
  async approve(id: string, options: ApproveOptions): Promise<ControlledTask> {
    const taskId = parseId(id, 'tasks.approve()');
    const given = parseArgument(approveSchema, options, { of: 'tasks.approve()' });
    return decideApproval(this.#context, taskId, { ...given, verdict: 'approve' });
  }

  /**
   * Refuses the approval that a task needs: the task is cancelled. Returns its state afterwards.
   *
   * Rejects with `TASK_NOT_FOUND`, `INVALID_TASK` (it waits for no approval), `DATABASE_UNAVAILABLE`.
   */
  async reject(id: string, options: RejectOptions): Promise<ControlledTask> {
    const taskId = parseId(id, 'tasks.reject()');
    const given = parseArgument(rejectSchema, options, { of: 'tasks.reject()' });
    return decideApproval(this.#context, taskId, { ...given, verdict: 'reject' });
  }

  /**
   * Retries a task that failed, was cancelled or expired, and returns its state afterwards: it keeps its id and its history,
   * and gets at least one more attempt. A task that has not ended stays as it is. With `subtree`, tasks that ended because of
   * it wait for it again.
   *
   * Rejects with `TASK_NOT_FOUND`, `INVALID_TASK` (it succeeded, or depends on a task that did not), `DATABASE_UNAVAILABLE`.
   */
  async retry(id: string, options: SubtreeOptions = {}): Promise<ControlledTask> {
    const taskId = parseId(id, 'tasks.retry()');
    const { subtree } = parseArgument(retryTaskSchema, options, { of: 'tasks.retry()' });
    if (subtree !== true) return retryTask(this.#context, taskId);
    return retryTask(this.#context, taskId, async (jobId, transaction) =>
      reopenSubtree(this.#context, jobId, transaction),
    );
  }
}
