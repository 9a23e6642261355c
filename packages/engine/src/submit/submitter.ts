import { type Queryable, withinTransaction } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';
import { endWaiting, readEndedHere } from '../job/ended-waiting.ts';
import type { FlowPlace, PreparedJob } from '../job/prepared-job.ts';
import type { RetryPolicies } from '../job/retry-policies.ts';
import { Admission } from './admission/admission.ts';
import { needsTransaction } from './admission/admission-plan.ts';
import type { TaskChecker } from './check-new-task.ts';
import { insertJobs } from './insert-jobs.ts';
import { type PrepareContext, prepareJob } from './prepare-job.ts';
import type { Submission, SubmitScope, Submitted } from './submit-options.ts';

/** Options of {@link Submitter}. */
export interface SubmitterOptions {
  readonly checker: TaskChecker;
  readonly retries: RetryPolicies;
}

/** Inserts jobs in the transaction of {@link Submitter.submitPrepared}. */
export type InsertPrepared = (jobs: readonly PreparedJob[]) => Promise<Submitted[]>;

/** Submits tasks: checks them, makes jobs of them, and recognises those that exist already. */
export class Submitter {
  readonly #context: EngineContext;
  readonly #prepareContext: PrepareContext;
  readonly #admission: Admission;

  constructor(context: EngineContext, options: SubmitterOptions) {
    this.#context = context;
    this.#prepareContext = { ...options, queues: context.queues, projects: context.projects };
    this.#admission = new Admission(context);
  }

  /** Checks a task and its options. Throws `INVALID_TASK`, `UNKNOWN_TASK_TYPE`. */
  prepare(submission: Submission, place?: FlowPlace): PreparedJob {
    return prepareJob(this.#prepareContext, submission, place);
  }

  /** Submits all of the tasks or none. Rejects with `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`. */
  async submit(submissions: readonly Submission[], scope: SubmitScope = {}): Promise<Submitted[]> {
    const prepared = submissions.map((submission) => this.prepare(submission));
    if (scope.transaction === undefined && isOneStatement(prepared)) {
      return this.#withQueues(prepared, async () =>
        this.#context.database.retryWhileUnavailable(async () => this.insert(prepared)),
      );
    }
    return this.submitPrepared(prepared, scope, async (insert) => insert(prepared));
  }

  /**
   * Runs a function in the transaction that submits prepared tasks. It may insert other jobs than these, but only into
   * their queues.
   */
  async submitPrepared<T>(
    prepared: readonly PreparedJob[],
    scope: SubmitScope,
    operation: (insert: InsertPrepared, transaction: Queryable) => Promise<T>,
  ): Promise<T> {
    return this.#withQueues(prepared, async () =>
      this.inTransaction(scope, async (transaction) =>
        operation(async (jobs) => this.insert(jobs, transaction), transaction),
      ),
    );
  }

  /** Runs a function in the caller's transaction, or in a new one that is repeated while the database is unavailable. */
  async inTransaction<T>(
    { transaction }: SubmitScope,
    operation: (transaction: Queryable) => Promise<T>,
  ): Promise<T> {
    const { database, names } = this.#context;
    if (transaction !== undefined) return operation(withinTransaction(transaction));
    const { result, ended } = await database.retryWhileUnavailable(async () =>
      database.transaction(async (own) => ({
        result: await operation(own),
        // Such as those of the same key that it supersedes.
        ended: await readEndedHere(own, names),
      })),
    );
    endWaiting(ended);
    return result;
  }

  /** Creates the queues of jobs. Must come before the transaction that inserts them. */
  async ensureQueues(prepared: readonly PreparedJob[]): Promise<void> {
    const { database, queues } = this.#context;
    const names = new Set(prepared.map(({ queue }) => queue));
    await database.retryWhileUnavailable(async () => queues.ensure(names));
  }

  /** Wakes the dispatchers that may start jobs, once these are committed. */
  wake(prepared: readonly PreparedJob[]): void {
    const names = new Set(prepared.map(({ queue }) => queue));
    this.#context.signals.wake(names, new Set(prepared.map(({ task }) => task.projectId)));
  }

  async #withQueues<T>(prepared: readonly PreparedJob[], insert: () => Promise<T>): Promise<T> {
    await this.ensureQueues(prepared);
    const inserted = await insert();
    this.wake(prepared);
    return inserted;
  }

  /** Inserts jobs into their queues, which exist. */
  async insert(jobs: readonly PreparedJob[], transaction?: Queryable): Promise<Submitted[]> {
    return insertJobs(this.#context, this.#admission, jobs, transaction);
  }
}

/** Whether one statement inserts all jobs, which is atomic by itself. */
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
