import { addAbortSignal, type Readable } from 'node:stream';
import type { Database, Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';
import { ensureScheduleQueue } from '../schedules/wait-for-occurrence.ts';
import { SCHEMA_VERSION } from '../schema/migrate.ts';
import type { SchemaNames } from '../schema/names.ts';
import { SCHEDULES_QUEUE } from '../schema/schedules.ts';
import { queueName, queueTraits } from '../job/queue-names.ts';
import { bossVersion } from './boss-version.ts';
import { damaged, FORMAT, type Header, invalid, parseHeader, stopped } from './format.ts';
import { insertRows } from './insert-rows.ts';
import { type MovedTable, movedTables } from './moved-tables.ts';
import { readLines } from './read-lines.ts';
import { releaseRunning } from './release-running.ts';
import { countOpen, summaryOf } from './summary.ts';
import type { ImportOptions, TransferSummary } from './transfer-options.ts';

/**
 * Imports an export, completely or not at all, into an empty engine.
 *
 * Rejects with `INVALID_CONFIG` (the engine is not empty, or the export is damaged or from a newer version), `TASK_CANCELLED` (by the
 * signal), `DATABASE_UNAVAILABLE`.
 */
export async function importEngine(
  context: EngineContext,
  readable: Readable,
  { signal }: ImportOptions = {},
): Promise<TransferSummary> {
  const { boss, database, names, queues, signals } = context;
  if (signal !== undefined) addAbortSignal(signal, readable);
  const lines = readLines(readable);
  try {
    const { value: first } = await lines.next();
    const header = parseHeader(first ?? undefined);
    await database.retryWhileUnavailable(async () => {
      await assertReadable(database, names, header);
      await assertEmpty(database, names);
      await queues.ensure(header.queues);
      await ensureScheduleQueue(boss);
    });
    const summary = await database.transaction(async (transaction) =>
      insertAll(context, transaction, header, lines),
    );
    signals.wake([...header.queues, SCHEDULES_QUEUE]);
    return summary;
  } catch (cause) {
    throw signal?.aborted === true ? stopped('import', cause) : cause;
  } finally {
    await lines.return();
  }
}

async function insertAll(
  context: EngineContext,
  transaction: Queryable,
  header: Header,
  lines: AsyncIterable<string>,
): Promise<TransferSummary> {
  const { names } = context;
  const { boss } = names;
  await transaction.query(
    'SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0',
  );
  // Triggers would write the history again. The lock keeps others from changing or submitting jobs until the end.
  await transaction.query(
    `ALTER TABLE ${boss}.job DISABLE TRIGGER USER; ALTER TABLE ${boss}.job_common DISABLE TRIGGER USER`,
  );
  await assertEmpty(transaction, names);
  const counts = await insertRows(transaction, names, header, lines);
  for (const table of movedTables(names)) await continueSequence(transaction, table);
  await checkReferences(transaction);
  await transaction.query(
    `ALTER TABLE ${boss}.job ENABLE TRIGGER USER; ALTER TABLE ${boss}.job_common ENABLE TRIGGER USER`,
  );
  await releaseRunning(context, transaction);
  for (const { table } of movedTables(names)) await transaction.query(`ANALYZE ${table}`);
  return summaryOf(counts, await countOpen(transaction, names));
}

/** Triggers cannot be changed while deferred constraints are pending. */
async function checkReferences(transaction: Queryable): Promise<void> {
  try {
    await transaction.query('SET CONSTRAINTS ALL IMMEDIATE');
  } catch (cause) {
    if ((cause as { code?: string }).code !== '23503') throw cause;
    throw damaged((cause as Error).message, cause);
  }
}

async function assertReadable(database: Database, names: SchemaNames, header: Header): Promise<void> {
  const versions = [
    [header.format, FORMAT],
    [header.schema, SCHEMA_VERSION],
    [header.bossSchema, await bossVersion(database, names)],
  ] as const;
  if (versions.some(([given, known]) => given > known)) {
    throw invalid(
      `The export is from version ${header.engine} of the engine, whose data this version cannot read. Import it with that ` +
        'version or a later one.',
    );
  }
  for (const name of header.queues) {
    if (queueName(queueTraits(name)) !== name) throw damaged(`"${name}" is not a queue of tasks`);
  }
}

async function assertEmpty(database: Queryable, names: SchemaNames): Promise<void> {
  for (const { table, where = 'true' } of movedTables(names)) {
    const rows = await database.query(`SELECT FROM ${table} WHERE ${where} LIMIT 1`);
    if (rows.length === 0) continue;
    throw invalid(
      `The schema "${names.name}" already has tasks, schedules or history. Import into an empty one, because an import ` +
        'does not merge or replace anything.',
    );
  }
}

async function continueSequence(transaction: Queryable, { table, identity }: MovedTable): Promise<void> {
  if (identity === undefined) return;
  await transaction.query(
    `SELECT setval(pg_get_serial_sequence($1, $2), coalesce(max(${identity}), 1), max(${identity}) IS NOT NULL) FROM ${table}`,
    [table, identity],
  );
}
