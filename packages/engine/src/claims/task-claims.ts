import { TaskError } from '@poppobuilder/core';
import { parseArgument } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';
import type { SchemaNames } from '../schema/names.ts';

/** A claim of a task. */
export interface TaskClaim {
  /** Aborts when the lease of the task, and with it the claim, is lost. */

  readonly signal: AbortSignal;
  release(): Promise<void>;
}

/**
 * Options of {@link TaskClaims}.
 *
 * @internal
 */
export interface TaskClaimsOptions {
  readonly taskId: string;
  readonly jobId: string;
  readonly attempt: number;
  readonly projectId: string;
  /** Aborts when the attempt is lost. */
  readonly signal: AbortSignal;
}

const issueNumber: z.ZodType<number> = z.int().min(1);

/** When a task whose claim was refused is retried. In milliseconds. */
const RETRY_AFTER = 60_000;

interface Holder {
  readonly job_id: string;
  readonly task_id: string | null;
  readonly is_live: boolean;
}

/** The claims of one task. It implements `ClaimAuthority` of `@poppobuilder/github`. */
export class TaskClaims {
  readonly #context: EngineContext;
  readonly #options: TaskClaimsOptions;

  /** @internal */
  constructor(context: EngineContext, options: TaskClaimsOptions) {
    this.#context = context;
    this.#options = options;
  }

  /**
   * Claims an issue or pull request of the task's project, unless another running task holds it.
   *
   * Rejects with `@poppobuilder/github/CLAIMED` (another running task holds it; retryable), `LEASE_LOST` (this attempt does
   * not run any more), `DATABASE_UNAVAILABLE`.
   */
  async claim(number: number): Promise<TaskClaim> {
    const { database } = this.#context;
    const { signal } = this.#options;
    const resource = this.#resourceOf(number, 'claim()');
    const holder = await database.retryWhileUnavailable(
      async () => database.transaction(async (transaction) => this.#acquire(transaction, resource)),
      signal,
    );
    if (holder !== undefined) throw claimed(number, holder);
    return { signal, release: async () => this.#release(resource) };
  }

  /** Whether another running task holds it. */
  async isClaimed(number: number): Promise<boolean> {
    const { database, names } = this.#context;
    const { jobId } = this.#options;
    const resource = this.#resourceOf(number, 'isClaimed()');
    const holders = await database.retryWhileUnavailable(async () =>
      database.query(
        `SELECT FROM ${names.own}.claim c
         WHERE resource = $1 AND job_id <> $2 AND ${isLive(names, 'c.job_id', 'c.attempt')}`,
        [resource, jobId],
      ),
    );
    return holders.length > 0;
  }

  /** Deletes a claim whose attempt does not run any more. A valid claim stays. */
  async clear(number: number): Promise<void> {
    const { database, names } = this.#context;
    const resource = this.#resourceOf(number, 'clear()');
    await database.retryWhileUnavailable(async () =>
      database.query(
        `DELETE FROM ${names.own}.claim c WHERE resource = $1 AND NOT ${isLive(names, 'c.job_id', 'c.attempt')}`,
        [resource],
      ),
    );
  }

  /** Returns the other task that holds it, if there is one. */
  async #acquire(transaction: Queryable, resource: string): Promise<Holder | undefined> {
    const { names } = this.#context;
    const { jobId, attempt, taskId } = this.#options;
    const mine = [resource, jobId, attempt];
    await transaction.query(
      `INSERT INTO ${names.own}.claim (resource, job_id, attempt) VALUES ($1, $2, $3)
       ON CONFLICT (resource) DO UPDATE SET resource = EXCLUDED.resource`,
      mine,
    );
    // A separate statement sees everything that was committed before the row was locked.
    const [holder] = await transaction.query<Holder & { readonly is_own_live: boolean }>(
      `SELECT c.job_id, t.id AS task_id, ${isLive(names, 'c.job_id', 'c.attempt')} AS is_live,
         ${isLive(names, '$2::uuid', '$3::int')} AS is_own_live
       FROM ${names.own}.claim c LEFT JOIN ${names.own}.task t ON t.job_id = c.job_id WHERE c.resource = $1`,
      mine,
    );
    if (holder?.is_own_live !== true) throw notRunning(taskId);
    if (holder.job_id !== jobId && holder.is_live) return holder;
    await transaction.query(
      `UPDATE ${names.own}.claim SET job_id = $2, attempt = $3, at = clock_timestamp() WHERE resource = $1`,
      mine,
    );
    return undefined;
  }

  async #release(resource: string): Promise<void> {
    const { database, names } = this.#context;
    const { jobId, attempt } = this.#options;
    await database.retryWhileUnavailable(async () =>
      database.query(`DELETE FROM ${names.own}.claim WHERE resource = $1 AND job_id = $2 AND attempt = $3`, [
        resource,
        jobId,
        attempt,
      ]),
    );
  }

  #resourceOf(number: number, of: string): string {
    return `${this.#options.projectId}#${parseArgument(issueNumber, number, { of, name: 'number' })}`;
  }
}

/** Whether an attempt is running: its job is active, and this attempt is the current one. */
const isLive = ({ own, boss }: SchemaNames, job: string, attempt: string): string =>
  `EXISTS (SELECT FROM ${own}.task k JOIN ${boss}.job j ON j.name = k.queue AND j.id = k.job_id
     WHERE k.job_id = ${job} AND j.state = 'active' AND j.retry_count + 1 = ${attempt})`;

function claimed(number: number, { task_id: taskId, job_id: jobId }: Holder): TaskError {
  return new TaskError({
    code: '@poppobuilder/github/CLAIMED',
    message: `The task "${taskId ?? jobId}" already works on #${number}.`,
    hint: 'Retry when that task has ended. Tasks with the same concurrencyKey wait for each other.',
    retryable: true,
    retryAfter: RETRY_AFTER,
  });
}

function notRunning(taskId: string): TaskError {
  return new TaskError({
    code: 'LEASE_LOST',
    message: `The task "${taskId}" cannot claim anything, because this attempt does not run any more.`,
    taskId,
  });
}
