import type { PgBoss } from 'pg-boss';
import type { Database, Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { JobData } from '../submit/submit-options.ts';
import type { FetchedJob } from '../consumer/running-attempt.ts';
import { withRetryLimit } from './with-retry-limit.ts';
import type { FetchRequest } from './fetch-planner.ts';
import { fetchInTransaction } from './fetch-transaction.ts';

/** Milliseconds after which a claim leaves the rest of its batch to others, and to a later one. */
const SHARE = 500;

/** What claims are made with. */
export interface ClaimParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  /** Milliseconds within which the database answers a claim. */
  readonly answer: number;
}

/**
 * Claims tasks whose keys have free slots. Such claims are made one after the other in all processes: two at the same time
 * would not see what the other one takes. Each takes one task, as pg-boss would look at a batch by the ids of its tasks and
 * not by their priority, and would count the tasks of one queue alone.
 */
export async function fetchLimited(
  { boss, database, names, answer }: ClaimParts,
  { queue, batchSize, ignore }: FetchRequest,
): Promise<FetchedJob[]> {
  const lock = `SELECT pg_advisory_xact_lock(hashtextextended('${names.own} concurrency', 0))`;
  return fetchInTransaction({ database, answer }, lock, async (transaction) => {
    const db = withRetryLimit(database.forBoss(transaction));
    const claimed: FetchedJob[] = [];
    const end = performance.now() + SHARE;
    while (claimed.length < batchSize && performance.now() < end) {
      const ignoreGroups = await closedGroups(transaction, names, ignore);
      const [job] = await boss.fetch<JobData>(queue, { batchSize: 1, ignoreGroups, db });
      if (job === undefined) break;
      claimed.push(job);
    }
    return claimed;
  });
}

/** Groups of the projects, and those that count for a key of which as many run as may. */
async function closedGroups(
  transaction: Queryable,
  { own, boss }: SchemaNames,
  projects: readonly string[],
): Promise<string[]> {
  const rows = await transaction.query<{ group_id: string }>(
    `SELECT DISTINCT g.group_id FROM ${own}.concurrency_group g JOIN ${own}.concurrency c USING (key)
     LEFT JOIN (
       SELECT r.key, count(*) AS running FROM ${boss}.job j JOIN ${own}.concurrency_group r ON r.group_id = j.group_id
       WHERE j.state = 'active' AND j.group_id IS NOT NULL GROUP BY r.key
     ) active USING (key)
     WHERE active.running >= c.slots OR g.project_id = ANY($1::text[])`,
    [projects],
  );
  // The tasks of a project that have no limit are in a group by its name, of which nothing is written down.
  return [...new Set([...projects, ...rows.map(({ group_id: groupId }) => groupId)])];
}
