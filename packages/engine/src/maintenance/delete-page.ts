import { deleteDeadLetters } from '../control/reopen.ts';
import type { Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';

/** What {@link deletePage} needs. */
export type DeleteContext = Pick<EngineContext, 'boss' | 'database' | 'names'>;

/** What happened to a page of tasks, which are in the order of their submission. */
export interface DeletedPage {
  /** The number of its last task. */
  readonly after: string;
  readonly deleted: number;
}

/** How many tasks one transaction checks. */
const PAGE_SIZE = 1_000;

interface Candidate {
  readonly number: string;
  readonly job_id: string;
  readonly queue: string;
  readonly is_over: boolean;
}

/**
 * Deletes the tasks of a page that ended before the retention, with all of their data, except those that an open task
 * depends on. The page begins after the given number. Resolves with undefined when no further task is old enough.
 */
export async function deletePage(
  context: DeleteContext,
  transaction: Queryable,
  { retention, after }: { readonly retention: number; readonly after: string },
): Promise<DeletedPage | undefined> {
  const { own } = context.names;
  const page = await transaction.query<Candidate>(
    `WITH oldest AS (SELECT clock_timestamp() - $1::float8 * interval '1 millisecond' AS kept)
     SELECT number, job_id, queue, NOT is_open AND finished_at < kept AND NOT EXISTS (
         SELECT FROM ${own}.dependency d JOIN ${own}.task c ON c.job_id = d.child
         WHERE d.parent = t.job_id AND c.is_open) AS is_over
     FROM (SELECT * FROM ${own}.task WHERE number > $2 ORDER BY number LIMIT ${PAGE_SIZE}) t, oldest
     WHERE created_at < kept ORDER BY number`,
    [retention, after],
  );
  const last = page.at(-1);
  if (last === undefined) return undefined;
  const over = page.filter((one) => one.is_over);
  const deleted = over.length === 0 ? 0 : await remove(context, transaction, over);
  return { after: last.number, deleted };
}

async function remove(
  context: DeleteContext,
  transaction: Queryable,
  over: readonly Candidate[],
): Promise<number> {
  const { boss, database, names } = context;
  const ids = over.map(({ job_id }) => job_id);
  // A task that is being retried has its job locked, and is open afterwards.
  const jobs = await transaction.query<{ id: string; queue: string; is_over: boolean }>(
    `SELECT id, name AS queue, state >= 'completed' AS is_over FROM ${names.boss}.job
     WHERE id = ANY($1::uuid[]) AND name = ANY($2::text[]) ORDER BY id FOR UPDATE`,
    [ids, [...new Set(over.map(({ queue }) => queue))]],
  );
  const open = new Set(jobs.filter(({ is_over }) => !is_over).map(({ id }) => id));
  const ended = ids.filter((id) => !open.has(id));
  const db = database.forBoss(transaction);
  for (const [queue, ofQueue] of Map.groupBy(
    jobs.filter(({ is_over }) => is_over),
    (job) => job.queue,
  )) {
    await boss.deleteJob(
      queue,
      ofQueue.map(({ id }) => id),
      { db },
    );
  }
  await deleteDeadLetters(context, transaction, ended);
  const { own } = names;
  const [row] = await transaction.query<{ deleted: number }>(
    `WITH gone AS (DELETE FROM ${own}.task WHERE job_id = ANY($1::uuid[]) AND NOT is_open RETURNING job_id, number, tags),
       events AS (DELETE FROM ${own}.event e USING gone WHERE e.job_id = gone.job_id),
       keys AS (DELETE FROM ${own}.idempotency i USING gone WHERE i.job_id = gone.job_id),
       tags AS (DELETE FROM ${own}.tag t USING gone WHERE t.tag = ANY(gone.tags) AND t.number = gone.number),
       texts AS (DELETE FROM ${own}.search s USING gone WHERE s.number = gone.number),
       claims AS (DELETE FROM ${own}.claim c USING gone WHERE c.job_id = gone.job_id)
     SELECT count(*)::int AS deleted FROM gone`,
    [ended],
  );
  return row?.deleted ?? 0;
}
