import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { Database } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { jobIdOf } from '../job/job-id.ts';
import type { LogEntry } from './task-details.ts';
import { taskNotFound } from './task-not-found.ts';

/** Options of `engine.logs()`. */
export interface LogsOptions {
  /** The last lines, this many at most; 1 to 10000. @defaultValue 1000 */
  readonly tail?: number | undefined;
  /** `sequence` of a line: only later ones. */
  readonly after?: number | undefined;
}

const LINES = 1_000;

const logsSchema: z.ZodType<LogsOptions> = z.strictObject({
  tail: z.int().min(1).max(10_000).optional(),
  after: z.int().min(0, 'must be the "sequence" of a line').optional(),
} satisfies ShapeOf<LogsOptions>);

/** Columns of a line, from events. */
export const LOG_ENTRY_COLUMNS = `sequence, attempt, at, data->>'level' AS level, data->>'message' AS message, data->>'stream' AS stream`;

/** A row of {@link LOG_ENTRY_COLUMNS}; its values come by themselves or as JSON. */
export interface LogEntryRow {
  readonly sequence: string | number;
  readonly attempt: number;
  readonly at: Date | string;
  readonly level: LogEntry['level'];
  readonly message: string;
  readonly stream: Exclude<LogEntry['stream'], undefined> | null;
}

/**
 * The last lines of a task's log, in order. Rejects with `TASK_NOT_FOUND`, `INVALID_TASK`.
 *
 * @internal
 */
export async function readLogs(
  { database, names }: { readonly database: Database; readonly names: SchemaNames },
  taskId: string,
  options: LogsOptions = {},
): Promise<LogEntry[]> {
  const { tail = LINES, after = 0 } = parseArgument(logsSchema, options, { of: 'logs()' });
  const jobId = jobIdOf(taskId);
  const rows = await database.retryWhileUnavailable(async () =>
    database.query<LogEntryRow>(
      `SELECT ${LOG_ENTRY_COLUMNS} FROM ${names.own}.event
       WHERE job_id = $1 AND sequence > $2 AND kind = 'log' ORDER BY sequence DESC LIMIT $3`,
      [jobId, after, tail],
    ),
  );
  if (rows.length === 0) await assertThere({ database, names }, taskId, jobId);
  return rows.toReversed().map(toLogEntry);
}

/** The line of a row. */
export function toLogEntry({ sequence, attempt, at, level, message, stream }: LogEntryRow): LogEntry {
  return {
    sequence: Number(sequence),
    attempt,
    at: new Date(at),
    level,
    message,
    ...(stream === null ? {} : { stream }),
  };
}

async function assertThere(
  { database, names }: { readonly database: Database; readonly names: SchemaNames },
  taskId: string,
  jobId: string,
): Promise<void> {
  const found = await database.query(`SELECT 1 FROM ${names.own}.task WHERE job_id = $1`, [jobId]);
  if (found.length === 0) throw taskNotFound(taskId);
}
