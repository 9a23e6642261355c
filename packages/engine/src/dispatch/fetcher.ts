import type { JobData } from '../submit/submit-options.ts';
import { queueTraits } from '../job/queue-names.ts';
import type { Queryable } from '../database/database.ts';
import type { FetchedJob } from '../consumer/running-attempt.ts';
import { withRetryLimit } from './with-retry-limit.ts';
import { fetchOfProject } from './fetch-of-project.ts';
import type { FetchRequest } from './fetch-planner.ts';
import { fetchInTransaction } from './fetch-transaction.ts';
import { type ClaimParts, fetchLimited } from './fetch-limited.ts';

/** Milliseconds for which claims of a queue are made with a lock after a limit was met in it. */
const CAUTION = 10_000;

/** Milliseconds after which a claim of ordered tasks is taken for one that was planned badly. */
const SLOW = 1_500;
const STATEMENT_TIMEOUT = '57014';
/** Milliseconds for which it is taken for one that takes its time after that. */
const LEARNED = 60_000;

/** Makes claims: plain ones where no limit by key can hold, and otherwise so that none is exceeded. */
export class Fetcher {
  readonly #parts: ClaimParts;
  readonly #metAt = new Map<string, number>();
  readonly #learnedAt = new Map<string, number>();

  constructor(parts: ClaimParts) {
    this.#parts = parts;
  }

  async take(turn: FetchRequest): Promise<FetchedJob[]> {
    const { queue, batchSize, ignore, project } = turn;
    const { isOrdered, isLimited } = queueTraits(queue);
    if (isLimited === true) return fetchLimited(this.#parts, turn);
    if (isOrdered) return this.#takeOrdered(turn);
    if (project !== undefined) return fetchOfProject(this.#parts, { queue, project, batchSize });
    const { boss, database, answer } = this.#parts;
    const db = withRetryLimit(database.forBoss(database.work.within(answer)));
    return boss.fetch<JobData>(queue, { batchSize, ignoreGroups: [...ignore], db });
  }

  /** All tasks of a key wait in one queue, with limits and without: the claim is undone when it has met one. */
  async #takeOrdered(turn: FetchRequest): Promise<FetchedJob[]> {
    const { queue, batchSize, ignore } = turn;
    const { boss, database } = this.#parts;
    const metAt = this.#metAt.get(queue) ?? Number.NEGATIVE_INFINITY;
    if (performance.now() - metAt < CAUTION) return fetchLimited(this.#parts, turn);
    const hasLearned = performance.now() - (this.#learnedAt.get(queue) ?? Number.NEGATIVE_INFINITY) < LEARNED;
    const limit = hasLearned ? '' : `SET LOCAL statement_timeout = ${SLOW}`;
    try {
      return await fetchInTransaction(this.#parts, limit, async (transaction) => {
        const db = withRetryLimit(database.forBoss(transaction));
        const jobs = await boss.fetch<JobData>(queue, { batchSize, ignoreGroups: [...ignore], db });
        if (jobs.length > 0) await this.#assertUnlimited(transaction, jobs);
        return jobs;
      });
    } catch (error) {
      if (error instanceof LimitMet) {
        this.#metAt.set(queue, performance.now());
        return fetchLimited(this.#parts, turn);
      }
      if (hasLearned || (error as { code?: unknown }).code !== STATEMENT_TIMEOUT) throw error;
      this.#learnedAt.set(queue, performance.now());
      await this.#learn();
      // What is left of the time may not do; the next look has all of it.
      return [];
    }
  }

  /**
   * Without statistics that know of many tasks with keys, the planner compares each with each: 18 s for 10,000 instead
   * of 30 ms. The server looks by itself once a minute.
   */
  async #learn(): Promise<void> {
    const { database, names, answer } = this.#parts;
    await database.work.within(answer).query(`ANALYZE ${names.boss}.job_common`);
  }

  async #assertUnlimited(
    transaction: Queryable,
    jobs: readonly { readonly groupId?: string | null }[],
  ): Promise<void> {
    const limited = await transaction.query(
      `SELECT FROM ${this.#parts.names.own}.concurrency_group WHERE group_id = ANY($1::text[]) LIMIT 1`,
      [jobs.map(({ groupId }) => groupId)],
    );
    if (limited.length > 0) throw new LimitMet();
  }
}

class LimitMet extends Error {}
