import { type Task, TaskError, type TaskEvents, type TaskRunner } from '@poppobuilder/core';
import { z } from 'zod';
import type { Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';
import { queueTraits } from '../job/queue-names.ts';
import type { JobData } from '../job/job-data.ts';
import type { NewTask } from '../job/new-task.ts';
import { retryPolicySchema } from '../job/retry-policy.ts';
import { asFlowError } from './as-flow-error.ts';
import type { FlowTask } from './flow-options.ts';
import type { FlowSubmitter } from './flow-submitter.ts';

/** The stage of a progress event with which a handler adds tasks to its own flow. */
const ADD_TASKS_STAGE = 'add-tasks';

/** Name of the task that adds others, in their `dependsOn` and references. */
const SELF = '$self';

/** An attempt that may add tasks. */
export interface AddingAttempt {
  readonly queue: string;
  readonly jobId: string;
  readonly attempt: number;
  readonly task: Task;
  readonly data: JobData;
}

/** Options of {@link AddedTasks}. */
export interface AddedTasksOptions {
  readonly flows: FlowSubmitter;
  readonly runner: TaskRunner;
  /** Returns the attempt of a task that runs in this process. */
  readonly find: (taskId: string) => AddingAttempt | undefined;
  /** Receives a request to stop a task that was found when it was to add others. */
  readonly onCancelRequest: (taskId: string, reason: string) => void;
}

const milliseconds = z.number().min(0);

/** Allows only what gives the new task no more rights than the task that adds it has. */
const addedSchema = z.strictObject({
  tasks: z.record(
    z.string(),
    z.strictObject({
      task: z.looseObject({
        type: z.string(),
        id: z.never({ error: 'is derived from the name' }).optional(),
        projectId: z.never({ error: 'is inherited from the task that adds it' }).optional(),
        projectPath: z.never({ error: 'is inherited from the task that adds it' }).optional(),
        projectConfig: z.never({ error: 'is inherited from the task that adds it' }).optional(),
      }),
      options: z
        .strictObject({
          dependsOn: z.array(z.string()).optional(),
          onParentFailure: z.enum(['fail', 'skip', 'run']).optional(),
          delay: milliseconds.optional(),
          ttl: milliseconds.optional(),
          retry: retryPolicySchema.optional(),
          concurrencyKey: z.string().optional(),
        })
        .optional(),
    }),
  ),
});

/** Submits the tasks that running tasks add to their own flows. */
export class AddedTasks {
  readonly #context: Pick<EngineContext, 'names'>;
  readonly #options: AddedTasksOptions;
  readonly #adding = new WeakMap<AddingAttempt, Promise<void>>();

  constructor(context: Pick<EngineContext, 'names'>, options: AddedTasksOptions) {
    this.#context = context;
    this.#options = options;
    options.runner.on('progress', this.#onProgress);
  }

  /** Resolves when the tasks that the attempt added are stored. Rejects when they could not be. */
  async stored(attempt: AddingAttempt): Promise<void> {
    await this.#adding.get(attempt);
  }

  close(): void {
    this.#options.runner.off('progress', this.#onProgress);
  }

  readonly #onProgress = ({ task, stage, data }: TaskEvents['progress']): void => {
    if (stage !== ADD_TASKS_STAGE) return;
    const attempt = this.#options.find(task.id);
    if (attempt === undefined) return;
    const before = this.#adding.get(attempt) ?? Promise.resolve();
    const adding = before
      .then(async () => this.#add(attempt, data))
      .catch((error: unknown) => {
        throw asFlowError(error, attempt.task);
      });
    // `stored()` rejects with it.
    adding.catch(() => undefined);
    this.#adding.set(attempt, adding);
  };

  async #add(attempt: AddingAttempt, given: unknown): Promise<void> {
    const { queue, task, data } = attempt;
    const { flow, mayAdd = [] } = data;
    if (flow === undefined) throw refused(task, 'it is not part of a flow; submit it with flows.submit()');
    const parsed = addedSchema.safeParse(given);
    if (!parsed.success) throw refused(task, z.prettifyError(parsed.error));
    const types = Object.values(parsed.data.tasks).map((entry) => entry.task.type);
    const forbidden = types.find((type) => !mayAdd.includes(type));
    if (forbidden !== undefined) {
      throw refused(
        task,
        `it may not add tasks of the type "${forbidden}"; add that to "mayAdd" when you submit it`,
      );
    }
    const { requires } = queueTraits(queue);
    const { projectId, projectPath, projectConfig } = task;
    const inherited = { projectId, projectPath, ...(projectConfig === undefined ? {} : { projectConfig }) };
    const tasks = Object.entries(parsed.data.tasks).map(([name, entry]): [string, FlowTask] => [
      name,
      {
        task: { ...entry.task, ...inherited } as NewTask,
        options: { ...entry.options, requires, mayAdd },
      },
    ]);
    const names = new Map([[SELF, task.id]]);
    const check = async (transaction: Queryable): Promise<void> =>
      this.#assertMayContinue(attempt, transaction);
    await this.#options.flows.add(flow, Object.fromEntries(tasks), { names, check });
  }

  /** Cancelling the flow cancels what was added before, and nothing can be added afterwards. */
  async #assertMayContinue({ jobId, attempt, task }: AddingAttempt, transaction: Queryable): Promise<void> {
    const { names } = this.#context;
    const [row] = await transaction.query<{ is_ours: boolean; cancel_reason: string | null }>(
      `SELECT state = 'running' AND attempt = $2 AS is_ours, cancel_reason FROM ${names.own}.task WHERE job_id = $1`,
      [jobId, attempt],
    );
    if (row?.is_ours !== true) throw refused(task, 'this attempt of it has ended', 'LEASE_LOST');
    if (row.cancel_reason === null) return;
    this.#options.onCancelRequest(task.id, row.cancel_reason);
    throw refused(task, 'it was asked to stop', 'TASK_CANCELLED');
  }
}

function refused(
  task: Task,
  why: string,
  code: 'INVALID_TASK' | 'LEASE_LOST' | 'TASK_CANCELLED' = 'INVALID_TASK',
): TaskError {
  return new TaskError({
    code,
    message: `The task "${task.id}" cannot add tasks to its flow: ${why}.`,
    taskId: task.id,
  });
}
