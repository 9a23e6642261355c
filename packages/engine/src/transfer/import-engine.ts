import { addAbortSignal, type Readable } from 'node:stream';
import type { PgBoss } from 'pg-boss';
import type { Database, Queryable } from '../database/database.ts';
import type { Signals } from '../database/signals.ts';
import type { Queues } from '../job/queues.ts';
import { ensureScheduleQueue } from '../schedules/waiting-job.ts';
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

/** What {@link importEngine} works with. */
export interface ImportParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  readonly queues: Pick<Queues, 'ensure'>;
  readonly signals: Pick<Signals, 'wake'>;
}

/**
 * Takes in what an export holds, all or nothing, into an engine that has nothing yet.
 *
 * Rejects with `INVALID_CONFIG` (it has something; the export is damaged or of a newer version), `TASK_CANCELLED` (by the
 * signal), `DATABASE_UNAVAILABLE`.
 */
export async function importEngine(
  parts: ImportParts,
  readable: Readable,
  { signal }: ImportOptions = {},
): Promise<TransferSummary> {
  const { boss, database, names, queues, signals } = parts;
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
      insertAll(parts, transaction, header, lines),
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
  parts: ImportParts,
  transaction: Queryable,
  header: Header,
  lines: AsyncIterable<string>,
): Promise<TransferSummary> {
  const { names } = parts;
  const { boss } = names;
  await transaction.query(
    'SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0',
  );
  // Triggers would write the history a second time. Until the end nobody else changes a job, nor submits one.
  await transaction.query(
    `ALTER TABLE ${boss}.job DISABLE TRIGGER USER; ALTER TABLE ${boss}.job_common DISABLE TRIGGER USER`,
  );
  await assertEmpty(transaction, names);
  const counts = await insertRows(transaction, names, header, lines);
  for (const table of movedTables(names)) await continueNumbers(transaction, table);
  await checkReferences(transaction);
  await transaction.query(
    `ALTER TABLE ${boss}.job ENABLE TRIGGER USER; ALTER TABLE ${boss}.job_common ENABLE TRIGGER USER`,
  );
  await releaseRunning(parts, transaction);
  for (const { table } of movedTables(names)) await transaction.query(`ANALYZE ${table}`);
  return summaryOf(counts, await countOpen(transaction, names));
}

/** A constraint that is checked at the end is in the way of changing triggers. */
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
      `The export is from version ${header.engine} of the engine, which keeps what this one cannot read. Import it with that ` +
        'version or a later one.',
    );
  }
  for (const name of header.queues) {
    if (queueName(queueTraits(name)) !== name) throw damaged(`"${name}" is no queue of tasks`);
  }
}

async function assertEmpty(database: Queryable, names: SchemaNames): Promise<void> {
  for (const { table, where = 'true' } of movedTables(names)) {
    const rows = await database.query(`SELECT FROM ${table} WHERE ${where} LIMIT 1`);
    if (rows.length === 0) continue;
    throw invalid(
      `The database has tasks, schedules or history already, in the schema "${names.name}". Import into an empty one: ` +
        'nothing is merged or replaced.',
    );
  }
}

async function continueNumbers(transaction: Queryable, { table, identity }: MovedTable): Promise<void> {
  if (identity === undefined) return;
  await transaction.query(
    `SELECT setval(pg_get_serial_sequence($1, $2), coalesce(max(${identity}), 1), max(${identity}) IS NOT NULL) FROM ${table}`,
    [table, identity],
  );
}
