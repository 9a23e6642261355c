import { type Task, TaskError, type TaskEvents, type TaskRunner } from '@poppobuilder/core';
import { z } from 'zod';
import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { queueTraits } from '../job/queue-names.ts';
import type { JobData, NewTask } from '../submit/submit-options.ts';
import { retryPolicySchema } from '../submit/submit-schema.ts';
import { asFlowError } from './as-flow-error.ts';
import type { FlowTask } from './flow-options.ts';
import type { Flows } from './flows.ts';

/** The stage of a progress event with which a handler adds tasks to its own flow. */
const ADD_TASKS_STAGE = 'add-tasks';

/** How a task that adds others calls itself in their `dependsOn` and references. */
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
  readonly names: SchemaNames;
  readonly flows: Flows;
  readonly runner: TaskRunner;
  /** The attempt of a task that runs here. */
  readonly find: (taskId: string) => AddingAttempt | undefined;
  /** Somebody asked that a task ends, as was found when it wanted to add others. */
  readonly onCancelRequest: (taskId: string, reason: string) => void;
}

const milliseconds = z.number().min(0);

/** Only what gives the new task no more than the task has that adds it. */
const addedSchema = z.strictObject({
  tasks: z.record(
    z.string(),
    z.strictObject({
      task: z.looseObject({
        type: z.string(),
        id: z.never({ error: 'is made of the name' }).optional(),
        projectId: z.never({ error: 'is that of the task that adds it' }).optional(),
        projectPath: z.never({ error: 'is that of the task that adds it' }).optional(),
        projectConfig: z.never({ error: 'is that of the task that adds it' }).optional(),
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

/** Takes in the tasks that running tasks add to their own flows. */
export class AddedTasks {
  readonly #options: AddedTasksOptions;
  readonly #adding = new WeakMap<AddingAttempt, Promise<void>>();

  constructor(options: AddedTasksOptions) {
    this.#options = options;
    options.runner.on('progress', this.#onProgress);
  }

  /** Resolves when what the attempt added is there for good. Rejects with why it could not be. */
  async settled(attempt: AddingAttempt): Promise<void> {
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
    // Whoever settles the attempt hears of it.
    adding.catch(() => undefined);
    this.#adding.set(attempt, adding);
  };

  async #add(attempt: AddingAttempt, given: unknown): Promise<void> {
    const { queue, task, data } = attempt;
    const { flow, mayAdd = [] } = data;
    if (flow === undefined) throw refused(task, 'it is not part of a flow; submit it with submitFlow()');
    const parsed = addedSchema.safeParse(given);
    if (!parsed.success) throw refused(task, z.prettifyError(parsed.error));
    const types = Object.values(parsed.data.tasks).map((entry) => entry.task.type);
    const forbidden = types.find((type) => !mayAdd.includes(type));
    if (forbidden !== undefined) {
      throw refused(
        task,
        `it may not add any of the type "${forbidden}"; name that in "mayAdd" when it is submitted`,
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
    const check = async (within: Queryable): Promise<void> => this.#assertGoesOn(attempt, within);
    await this.#options.flows.add(flow, Object.fromEntries(tasks), { names, check });
  }

  /** Who cancels the flow cancels what was added before, and nothing is added afterwards. */
  async #assertGoesOn({ jobId, attempt, task }: AddingAttempt, within: Queryable): Promise<void> {
    const { names, onCancelRequest } = this.#options;
    const [row] = await within.query<{ is_ours: boolean; cancel_reason: string | null }>(
      `SELECT state = 'running' AND attempt = $2 AS is_ours, cancel_reason FROM ${names.own}.task WHERE job_id = $1`,
      [jobId, attempt],
    );
    if (row?.is_ours !== true) throw refused(task, 'this attempt of it has ended', 'LEASE_LOST');
    if (row.cancel_reason === null) return;
    onCancelRequest(task.id, row.cancel_reason);
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
