import type { Task } from '@poppobuilder/core';
import type { JobInsert, PgBoss } from 'pg-boss';
import { type Database, type Queryable, withinTransaction } from '../database/database.ts';
import { policyOf, type ProjectPolicies } from '../flow-control/project-policy.ts';
import type { Queues } from '../queues/queues.ts';
import type { JobRetry, RetryPolicies } from '../retries/retry-policies.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { TaskChecker } from './check-new-task.ts';
import { jobIdOf } from './job-id.ts';
import type { JobData, Submission, SubmitOptions, SubmitScope, Submitted } from './submit-options.ts';
import { checkSubmitOptions } from './submit-schema.ts';

/** What a {@link Submitter} works with. */
export interface SubmitterParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  readonly queues: Queues;
  readonly checker: TaskChecker;
  readonly retries: RetryPolicies;
  /** Tells dispatchers that these queues have something new. */
  readonly wake: (queues: ReadonlySet<string>, projects: ReadonlySet<string>) => void;
  /** What holds for the tasks of projects. */
  readonly projects: ProjectPolicies;
}

/** A task that was checked, and the job that it becomes. */
export interface PreparedJob {
  readonly task: Task;
  readonly queue: string;
  readonly job: JobInsert & { readonly id: string };
  readonly idempotencyKey?: string | undefined;
}

/** Takes tasks in: checks them, makes them jobs of pg-boss's, and recognises those that are there already. */
export class Submitter {
  readonly #parts: SubmitterParts;

  constructor(parts: SubmitterParts) {
    this.#parts = parts;
  }

  /** All or none of the tasks are taken. Rejects with `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`. */
  async submit(submissions: readonly Submission[], { transaction }: SubmitScope = {}): Promise<Submitted[]> {
    const prepared = submissions.map((submission) => this.prepare(submission));
    const { database, queues, wake } = this.#parts;
    const names = new Set(prepared.map(({ queue }) => queue));
    await queues.ensure(names);
    const isKeyed = prepared.some(({ idempotencyKey }) => idempotencyKey !== undefined);
    const work = async (within?: Queryable): Promise<Submitted[]> => this.#insert(prepared, within);
    const submitted =
      transaction === undefined
        ? await database.persist(async () => (isKeyed ? database.transaction(work) : work()))
        : await work(withinTransaction(transaction));
    wake(names, new Set(prepared.map(({ task }) => task.projectId)));
    return submitted;
  }

  /** Checks a task and its options. Throws `INVALID_TASK`, `UNKNOWN_TASK_TYPE`. */
  prepare({ task: given, options = {} }: Submission): PreparedJob {
    checkSubmitOptions(options);
    const { checker, retries } = this.#parts;
    const task = checker.check(given);
    const { weight } = policyOf(this.#parts.projects, task.projectId);
    const isOrdered = options.concurrencyKey !== undefined;
    const queue = this.#parts.queues.nameFor({ isOrdered, requires: options.requires ?? [] });
    return {
      task,
      queue,
      job: toJob(
        task,
        { ...options, weight: options.weight ?? weight },
        retries.jobRetry(task.type, options.retry),
      ),
      idempotencyKey: options.idempotencyKey,
    };
  }

  async #insert(prepared: readonly PreparedJob[], within: Queryable | undefined): Promise<Submitted[]> {
    const { boss, database } = this.#parts;
    const byQueue = Map.groupBy(prepared, ({ queue }) => queue);
    const added = new Set<string>();
    for (const [queue, jobs] of byQueue) {
      const inserted = await boss.insert(
        queue,
        jobs.map(({ job }) => job),
        { returnId: true, db: database.forBoss(within) },
      );
      for (const id of inserted ?? []) added.add(id);
    }
    return prepared.map(({ task, job }) => ({ id: task.id, isDuplicate: !added.has(job.id) }));
  }
}

function toJob(task: Task, options: SubmitOptions, retry: JobRetry): PreparedJob['job'] {
  const { priority = 0, delay = 0, deadline, ttl, weight, concurrencyKey } = options;
  const now = Date.now();
  const expiresAt = Math.min(
    ttl === undefined ? Number.POSITIVE_INFINITY : now + delay + ttl,
    deadline?.getTime() ?? Number.POSITIVE_INFINITY,
  );
  const data: JobData = {
    task,
    ...(Number.isFinite(expiresAt) ? { expiresAt: new Date(expiresAt).toISOString() } : {}),
    ...(deadline === undefined ? {} : { deadline: deadline.toISOString() }),
    ...(priority === 0 ? {} : { priority }),
    ...(weight === undefined ? {} : { weight }),
  };
  return {
    id: jobIdOf(task.id),
    data,
    group: { id: task.projectId },
    ...retry,
    ...(priority === 0 ? {} : { priority }),
    ...(delay === 0 ? {} : { startAfter: new Date(now + delay) }),
    ...(concurrencyKey === undefined ? {} : { singletonKey: concurrencyKey }),
  };
}
