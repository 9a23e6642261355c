import type { Queryable } from '../database/database.ts';
import type { FetchedJob } from '../job/fetched-job.ts';
import type { JobData } from '../job/job-data.ts';
import { queueTraits } from '../job/queue-names.ts';
import type { FetchContext } from './fetch-context.ts';
import { fetchLimited } from './fetch-limited.ts';
import { fetchOfProject } from './fetch-of-project.ts';
import type { FetchRequest } from './fetch-request.ts';
import { fetchInTransaction } from './fetch-transaction.ts';
import { withStartRules } from './with-start-rules.ts';

/** How long limits of an ordered queue are checked after one was found. In milliseconds, as all times here. */
const LIMIT_CHECK_TIME = 10_000;

/** A statement on ordered tasks that takes longer has probably got a bad plan. */
const SLOW_STATEMENT = 1_500;
/** SQLSTATE of a statement that was cancelled by its timeout. */
const STATEMENT_TIMEOUT = '57014';
/** How long statements may be slow after the statistics were refreshed. */
const SLOW_ALLOWED_TIME = 60_000;

/** Fetches tasks: without locks where no key has a limit, and otherwise so that no limit is exceeded. */
export class Fetcher {
  readonly #context: FetchContext;
  readonly #limitFoundAt = new Map<string, number>();
  readonly #analyzedAt = new Map<string, number>();

  constructor(context: FetchContext) {
    this.#context = context;
  }

  async fetch(request: FetchRequest): Promise<FetchedJob[]> {
    const { queue, batchSize, ignore, project } = request;
    const { isOrdered, isLimited } = queueTraits(queue);
    if (isLimited === true) return fetchLimited(this.#context, request);
    if (isOrdered) return this.#fetchOrdered(request);
    if (project !== undefined) return fetchOfProject(this.#context, { queue, project, batchSize });
    const { boss, database, names, consumer, timeout } = this.#context;
    const db = withStartRules(database.forBoss(database.tasks.withTimeout(timeout)), {
      names,
      queue,
      consumer,
    });
    return boss.fetch<JobData>(queue, { batchSize, ignoreGroups: [...ignore], db });
  }

  /** An ordered queue has tasks with and without limits. The transaction is rolled back when it fetched one with a limit. */
  async #fetchOrdered(request: FetchRequest): Promise<FetchedJob[]> {
    const { queue, batchSize, ignore } = request;
    const { boss, database, names, consumer } = this.#context;
    if (isRecent(this.#limitFoundAt.get(queue), LIMIT_CHECK_TIME)) {
      return fetchLimited(this.#context, request);
    }
    const maySlow = isRecent(this.#analyzedAt.get(queue), SLOW_ALLOWED_TIME);
    const limit = maySlow ? '' : `SET LOCAL statement_timeout = ${SLOW_STATEMENT}`;
    try {
      return await fetchInTransaction(this.#context, limit, async (transaction) => {
        const db = withStartRules(database.forBoss(transaction), { names, queue, consumer });
        const jobs = await boss.fetch<JobData>(queue, { batchSize, ignoreGroups: [...ignore], db });
        if (jobs.length > 0) await this.#assertUnlimited(transaction, jobs);
        return jobs;
      });
    } catch (error) {
      if (error instanceof LimitFound) {
        this.#limitFoundAt.set(queue, performance.now());
        return fetchLimited(this.#context, request);
      }
      if (maySlow || (error as { code?: unknown }).code !== STATEMENT_TIMEOUT) throw error;
      this.#analyzedAt.set(queue, performance.now());
      await this.#refreshStatistics();
      // The remaining time may be too short. The next poll has all of it.
      return [];
    }
  }

  /**
   * Without statistics on many tasks with keys, the planner compares each with each: 18 s for 10,000 tasks instead of 30 ms.
   * The server refreshes them only once a minute.
   */
  async #refreshStatistics(): Promise<void> {
    const { database, names, timeout } = this.#context;
    await database.tasks.withTimeout(timeout).query(`ANALYZE ${names.boss}.job_common`);
  }

  async #assertUnlimited(
    transaction: Queryable,
    jobs: readonly { readonly groupId?: string | null }[],
  ): Promise<void> {
    const limited = await transaction.query(
      `SELECT FROM ${this.#context.names.own}.concurrency_group WHERE group_id = ANY($1::text[]) LIMIT 1`,
      [jobs.map(({ groupId }) => groupId)],
    );
    if (limited.length > 0) throw new LimitFound();
  }
}

class LimitFound extends Error {}

const isRecent = (at: number | undefined, period: number): boolean =>
  at !== undefined && performance.now() - at < period;
