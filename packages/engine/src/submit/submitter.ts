import type { Task } from '@poppobuilder/core';
import type { JobInsert, PgBoss } from 'pg-boss';
import { type Database, type Queryable, withinTransaction } from '../database/database.ts';
import type { Admission } from './admission/admission.ts';
import { needsTransaction, planAdmission, type AdmissionPlan } from './admission/admission-plan.ts';
import { policyOf, type ProjectPolicies } from './admission/project-policy.ts';
import type { Dependencies, DependencyLinker } from '../flows/dependency-linker.ts';
import type { Queues } from '../job/queues.ts';
import type { JobRetry, RetryPolicies } from '../job/retry-policies.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { TaskChecker } from './check-new-task.ts';
import { checkTexts } from './check-texts.ts';
import { checkTimeout } from './check-timeout.ts';
import { checkDependencies, dependentData } from './dependent-task.ts';
import { insertJobs } from './insert-jobs.ts';
import { jobIdOf } from '../job/job-id.ts';
import type { JobData, Submission, SubmitOptions, SubmitScope, Submitted } from './submit-options.ts';
import { parseSubmitOptions } from './submit-schema.ts';

/** What a {@link Submitter} works with. */
export interface SubmitterParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  readonly queues: Queues;
  readonly checker: TaskChecker;
  readonly retries: RetryPolicies;
  readonly linker: DependencyLinker;
  readonly admission: Admission;
  /** Tells dispatchers that these queues have something new. */
  readonly wake: (queues: ReadonlySet<string>, projects: ReadonlySet<string>) => void;
  /** What holds for the tasks of projects. */
  readonly projects: ProjectPolicies;
}

/** A task that was checked, and the job that it becomes. */
export interface PreparedJob {
  readonly task: Task;
  readonly queue: string;
  readonly job: JobInsert & { readonly id: string; readonly data: JobData };
  readonly idempotencyKey?: string | undefined;
  readonly plan: AdmissionPlan;
  /** Whether the submitter chose the id. */
  readonly isNamed: boolean;
  /** Undefined when it depends on nothing. */
  readonly dependencies?: Dependencies | undefined;
}

/** The flow that a task is part of, and ids of its tasks by name. */
export interface FlowPlace {
  readonly flow: string;
  readonly ids: ReadonlyMap<string, string>;
}

/** Inserts jobs; without an argument, all that were given. Others go into no queue that those do not. */
export type Insert = (jobs?: readonly PreparedJob[]) => Promise<Submitted[]>;

/** Takes tasks in: checks them, makes them jobs of pg-boss's, and recognises those that are there already. */
export class Submitter {
  readonly #parts: SubmitterParts;

  constructor(parts: SubmitterParts) {
    this.#parts = parts;
  }

  /** All or none of the tasks are taken. Rejects with `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`. */
  async submit(submissions: readonly Submission[], scope: SubmitScope = {}): Promise<Submitted[]> {
    const prepared = submissions.map((submission) => this.prepare(submission));
    if (scope.transaction !== undefined || !isOneStatement(prepared)) {
      return this.take(prepared, scope, async (insert) => insert());
    }
    return this.#taking(prepared, async () =>
      this.#parts.database.retryWhileUnavailable(async () => this.#insert(prepared, undefined)),
    );
  }

  /** Takes tasks in that were checked, together with what a function does in the same transaction. */
  async take<T>(
    prepared: readonly PreparedJob[],
    scope: SubmitScope,
    work: (insert: Insert, within: Queryable) => Promise<T>,
  ): Promise<T> {
    return this.#taking(prepared, async () =>
      this.within(scope, async (within) =>
        work(async (jobs = prepared) => this.#insert(jobs, within), within),
      ),
    );
  }

  /** Does something in the caller's transaction, or in one of ours that is repeated while the database is away. */
  async within<T>({ transaction }: SubmitScope, work: (within: Queryable) => Promise<T>): Promise<T> {
    const { database } = this.#parts;
    if (transaction !== undefined) return work(withinTransaction(transaction));
    return database.retryWhileUnavailable(async () => database.transaction(work));
  }

  async #taking<T>(prepared: readonly PreparedJob[], work: () => Promise<T>): Promise<T> {
    const { database, queues } = this.#parts;
    const names = new Set(prepared.map(({ queue }) => queue));
    await database.retryWhileUnavailable(async () => queues.ensure(names));
    const taken = await work();
    this.#parts.wake(names, new Set(prepared.map(({ task }) => task.projectId)));
    return taken;
  }

  /** Checks a task and its options. Throws `INVALID_TASK`, `UNKNOWN_TASK_TYPE`. */
  prepare({ task: given, options: asked = {} }: Submission, place?: FlowPlace): PreparedJob {
    const options = parseSubmitOptions(asked);
    const { checker, retries, queues, projects } = this.#parts;
    const { task, isNamed, places, dependencies } = checkDependencies(checker, given, options, place);
    checkTimeout(task);
    checkTexts(task, options);
    const plan = planAdmission(task.projectId, options, policyOf(projects, task.projectId));
    const isOrdered = options.concurrencyKey !== undefined;
    const isLimited = plan.limits.length > 0;
    const queue = queues.nameFor({ isOrdered, isLimited, requires: options.requires ?? [] });
    const job = toJob(task, options, plan, retries.jobRetry(task.type, options.retry));
    const data = { ...job.data, ...dependentData(options, places, place) };
    return {
      task,
      queue,
      job: { ...job, data },
      idempotencyKey: options.idempotencyKey,
      isNamed,
      plan,
      dependencies,
    };
  }

  async #insert(given: readonly PreparedJob[], within: Queryable | undefined): Promise<Submitted[]> {
    const isLinked = within !== undefined && given.some(({ dependencies }) => dependencies !== undefined);
    return insertJobs(
      this.#parts,
      given,
      isLinked ? { within, link: async (jobs) => this.#parts.linker.open(jobs, within) } : { within },
    );
  }
}

/** Whether one statement inserts all, which is all or nothing by itself. */
function isOneStatement(prepared: readonly PreparedJob[]): boolean {
  const [first] = prepared;
  return prepared.every(
    ({ queue, idempotencyKey, dependencies, plan }) =>
      queue === first?.queue &&
      idempotencyKey === undefined &&
      dependencies === undefined &&
      !needsTransaction(plan),
  );
}

function toJob(
  task: Task,
  options: SubmitOptions,
  { groupId, weight, delay = 0 }: AdmissionPlan,
  retry: JobRetry | undefined,
): PreparedJob['job'] {
  const { priority = 0, deadline, ttl, concurrencyKey } = options;
  const id = jobIdOf(task.id);
  const { id: _sameAsJob, ...unnamed } = task;
  const data: JobData = {
    task: id === task.id ? unnamed : task,
    ...(ttl === undefined ? {} : { ttl: delay + ttl }),
    ...(deadline === undefined ? {} : { deadline: deadline.toISOString() }),
    ...(priority === 0 ? {} : { priority }),
    ...(weight === undefined ? {} : { weight }),
  };
  return {
    id,
    data,
    group: { id: groupId },
    ...retry,
    ...(priority === 0 ? {} : { priority }),
    // Seconds, which pg-boss adds to the time of the database.
    ...(delay === 0 ? {} : { startAfter: (delay / 1_000).toFixed(3) }),
    ...(concurrencyKey === undefined ? {} : { singletonKey: concurrencyKey }),
  };
}
