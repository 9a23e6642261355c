import type { Queryable } from '../database/database.ts';
import type { FetchedJob } from '../job/fetched-job.ts';
import type { JobData } from '../job/job-data.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { FetchContext } from './fetch-context.ts';
import type { FetchRequest } from './fetch-request.ts';
import { fetchInTransaction } from './fetch-transaction.ts';
import { withStartRules } from './with-start-rules.ts';

/** After this time, the rest of the batch is left to later requests. In milliseconds. */
const MAX_BATCH_TIME = 500;

/**
 * Fetches tasks whose keys have free slots. All processes do this one after the other, as two at the same time would not
 * see each other's tasks. Each call of pg-boss fetches one task: in a batch, it would take tasks by their ids and not by
 * their priority, and would count the tasks of one queue alone.
 */
export async function fetchLimited(
  { boss, database, names, consumer, timeout }: FetchContext,
  { queue, batchSize, ignore }: FetchRequest,
): Promise<FetchedJob[]> {
  const lock = `SELECT pg_advisory_xact_lock(hashtextextended('${names.own} concurrency', 0))`;
  return fetchInTransaction({ database, timeout }, lock, async (transaction) => {
    const db = withStartRules(database.forBoss(transaction), { names, queue, consumer });
    const fetched: FetchedJob[] = [];
    const end = performance.now() + MAX_BATCH_TIME;
    while (fetched.length < batchSize && performance.now() < end) {
      const ignoreGroups = await closedGroups(transaction, names, ignore);
      const [job] = await boss.fetch<JobData>(queue, { batchSize: 1, ignoreGroups, db });
      if (job === undefined) break;
      fetched.push(job);
    }
    return fetched;
  });
}

/** Returns the groups of these projects, and those of keys without a free slot. */
async function closedGroups(
  transaction: Queryable,
  { own }: SchemaNames,
  projects: readonly string[],
): Promise<string[]> {
  const rows = await transaction.query<{ group_id: string }>(
    `SELECT DISTINCT g.group_id FROM ${own}.concurrency_group g JOIN ${own}.limit_in_use u USING (key)
     WHERE u.running >= u.slots OR g.project_id = ANY($1::text[])`,
    [projects],
  );
  // Tasks without a limit are in a group named after their project, which is not stored.
  return [...new Set([...projects, ...rows.map(({ group_id: groupId }) => groupId)])];
}
