import { escapeLiteral } from 'pg';
import type { Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';
import type { SchemaNames } from '../schema/names.ts';

/** How many texts one statement writes. */
const PAGE_SIZE = 5_000;

/**
 * Writes the texts of the tasks that were submitted since it was done last, so that searches find them. Rejects with
 * `DATABASE_UNAVAILABLE`.
 */
export async function indexTexts({
  database,
  names,
}: Pick<EngineContext, 'database' | 'names'>): Promise<void> {
  const { own } = names;
  const pending = `SELECT EXISTS (SELECT FROM ${own}.search_pending) AS found`;
  while ((await database.query<{ found: boolean }>(pending))[0]?.found === true) {
    await database.transaction(async (transaction) => {
      // The texts that another engine is writing are committed afterwards.
      await transaction.query(`SELECT pg_advisory_xact_lock(hashtext('${own} search'))`);
      await writePage(transaction, names);
    });
  }
}

async function writePage(transaction: Queryable, { own, boss }: SchemaNames): Promise<void> {
  await transaction.query(
    `WITH taken AS (
       DELETE FROM ${own}.search_pending
       WHERE ctid = ANY(ARRAY(SELECT ctid FROM ${own}.search_pending LIMIT ${PAGE_SIZE})) RETURNING number
     )
     INSERT INTO ${own}.search (number, text)
     SELECT t.number, ${own}.search_text(t.id, t.type, t.key, j.data->'task')
     FROM taken JOIN ${own}.task t USING (number) LEFT JOIN ${boss}.job j ON j.name = t.queue AND j.id = t.job_id
     ON CONFLICT (number) DO NOTHING`,
  );
}

/** Puts the texts that wait for it into the index: a search would read all of them for each of its ranges. */
export async function emptyPendingList({
  database,
  names: { own },
}: Pick<EngineContext, 'database' | 'names'>): Promise<void> {
  // Only who owns an index may do it.
  await database.query(
    `SELECT gin_clean_pending_list(oid) FROM pg_class
     WHERE oid = to_regclass(${escapeLiteral(`${own}.search_text`)}) AND pg_has_role(relowner, 'USAGE')`,
  );
}
