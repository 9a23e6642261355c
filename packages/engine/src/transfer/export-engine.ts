import { createRequire } from 'node:module';
import { Readable, type Writable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import { TaskError } from '@poppobuilder/core';
import { reasonOf } from '@poppobuilder/core/runner-kit';
import type { Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';
import { SCHEMA_VERSION } from '../schema/migrate.ts';
import type { SchemaNames } from '../schema/names.ts';
import { bossVersion } from './boss-version.ts';
import { type Counts, FORMAT, type Header, invalid, rowLine, stopped } from './format.ts';
import { type MovedTable, movedColumns, movedTables } from './moved-tables.ts';
import { countOpen, summaryOf } from './summary.ts';
import type { ExportOptions, TransferSummary } from './transfer-options.ts';

/** How many rows are in memory at once. */
const PAGE_SIZE = 100;

/**
 * Writes all data of an engine as lines of JSON, as of one moment, and ends the stream.
 *
 * Rejects with `INVALID_CONFIG` (tasks run), `COMPONENT_FAILED` (the stream cannot be written), `TASK_CANCELLED` (by the
 * signal), `DATABASE_UNAVAILABLE`.
 */
export async function exportEngine(
  { database, names }: Pick<EngineContext, 'database' | 'names'>,
  writable: Writable,
  { force = false, signal }: ExportOptions = {},
): Promise<TransferSummary> {
  return database.transaction(async (transaction) => {
    await transaction.query('SET TRANSACTION ISOLATION LEVEL REPEATABLE READ READ ONLY');
    await transaction.query(
      'SET LOCAL idle_in_transaction_session_timeout = 0; SET LOCAL statement_timeout = 0',
    );
    if (!force) await assertNothingRuns(transaction, names);
    const counts: Counts = {};
    await write(linesOf(transaction, names, counts), writable, signal);
    return summaryOf(counts, await countOpen(transaction, names));
  });
}

async function* linesOf(
  transaction: Queryable,
  names: SchemaNames,
  counts: Counts,
): AsyncGenerator<string, void> {
  const tables = movedTables(names);
  const columns: Record<string, string[]> = {};
  for (const table of tables) columns[table.name] = [...(await movedColumns(transaction, table))];
  yield `${JSON.stringify(await headerOf(transaction, names, columns))}\n`;
  for (const table of tables) {
    counts[table.name] = 0;
    for await (const rows of pagesOf(transaction, table)) {
      counts[table.name] = (counts[table.name] ?? 0) + rows.length;
      yield rows.map(({ row }) => rowLine(table.name, row)).join('');
    }
  }
  yield `${JSON.stringify({ end: counts })}\n`;
}

async function* pagesOf(
  transaction: Queryable,
  { table, order, where, without = [] }: MovedTable,
): AsyncGenerator<readonly { readonly row: string }[], void> {
  const row = ['to_jsonb(t)', ...without.map((column) => `'${column}'`)].join(' - ');
  const condition = where === undefined ? '' : `WHERE ${where}`;
  await transaction.query(
    `DECLARE moved NO SCROLL CURSOR FOR SELECT (${row})::text AS row FROM ${table} t ${condition} ORDER BY ${order}`,
  );
  for (;;) {
    const rows = await transaction.query<{ row: string }>(`FETCH ${PAGE_SIZE} FROM moved`);
    if (rows.length === 0) break;
    yield rows;
  }
  await transaction.query('CLOSE moved');
}

async function headerOf(
  transaction: Queryable,
  names: SchemaNames,
  tables: Record<string, string[]>,
): Promise<Header> {
  const queues = await transaction.query<{ name: string }>(
    `SELECT DISTINCT queue AS name FROM ${names.own}.task ORDER BY queue`,
  );
  return {
    poppobuilder: 'engine',
    format: FORMAT,
    schema: SCHEMA_VERSION,
    bossSchema: await bossVersion(transaction, names),
    engine: ownVersion(),
    at: new Date().toISOString(),
    queues: queues.map(({ name }) => name),
    tables,
  };
}

async function assertNothingRuns(transaction: Queryable, { own, boss }: SchemaNames): Promise<void> {
  const running = await transaction.query<{ id: string; count: number }>(
    `SELECT t.id, (count(*) OVER ())::int AS count FROM ${own}.task t
     JOIN ${boss}.job j ON j.name = t.queue AND j.id = t.job_id
     WHERE t.is_open AND j.state = 'active'
       AND coalesce(j.heartbeat_on, j.started_on) + j.heartbeat_seconds * interval '1 second' > ${boss}.job_now()
     LIMIT 1`,
  );
  const [first] = running;
  if (first === undefined) return;
  const others = first.count === 1 ? 'runs' : `and ${first.count - 1} more run`;
  throw invalid(
    `The task "${first.id}" ${others} now, and would run again after the import. Stop the consumers and export again, ` +
      'or use "force".',
  );
}

async function write(
  lines: AsyncGenerator<string, void>,
  writable: Writable,
  signal: AbortSignal | undefined,
): Promise<void> {
  const failures: unknown[] = [];
  const watched = async function* (): AsyncGenerator<string, void> {
    for (;;) {
      const next = await lines.next().catch((error: unknown) => {
        failures.push(error);
        throw error;
      });
      if (next.done === true) return;
      yield next.value;
    }
  };
  try {
    await pipeline(Readable.from(watched()), writable, { signal });
  } catch (cause) {
    if (signal?.aborted === true) throw stopped('export', cause);
    if (failures.length > 0) throw failures[0];
    const message = `The export cannot be written: ${reasonOf(cause)}. The incomplete export cannot be imported.`;
    throw new TaskError({ code: 'COMPONENT_FAILED', message, cause });
  }
}

function ownVersion(): string {
  const require = createRequire(import.meta.url);
  return (require('@poppobuilder/engine/package.json') as { version: string }).version;
}
