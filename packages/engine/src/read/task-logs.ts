import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { EngineContext } from '../engine-context.ts';
import { jobIdOf } from '../job/job-id.ts';
import type { LogEntry } from './task-details.ts';
import { taskNotFound } from '../job/task-not-found.ts';

/** Options of `engine.tasks.logs()`. */
export interface LogsOptions {
  /** The maximum number of entries, 1 to 10000; the last ones are returned. @defaultValue 1000 */
  readonly tail?: number | undefined;
  /** The maximum number of entries, 1 to 10000; the first ones are returned, for reading page by page. Excludes `tail`. */
  readonly limit?: number | undefined;
  /** `sequence` of an entry: only later ones are returned. */
  readonly after?: number | undefined;
}

const DEFAULT_TAIL = 1_000;

const logsSchema: z.ZodType<LogsOptions> = z
  .strictObject({
    tail: z.int().min(1).max(10_000).optional(),
    limit: z.int().min(1).max(10_000).optional(),
    after: z.int().min(0, 'must be the "sequence" of a log entry').optional(),
  } satisfies ShapeOf<LogsOptions>)
  .refine(({ tail, limit }) => tail === undefined || limit === undefined, {
    path: ['limit'],
    message: 'excludes "tail"',
  });

/** Columns of a log entry, in the table of events. */
export const LOG_ENTRY_COLUMNS = `sequence, attempt, at, data->>'level' AS level, data->>'message' AS message, data->>'stream' AS stream`;

/** A row of {@link LOG_ENTRY_COLUMNS}; its values are as they are or as in JSON. */
export interface LogEntryRow {
  readonly sequence: string | number;
  readonly attempt: number;
  readonly at: Date | string;
  readonly level: LogEntry['level'];
  readonly message: string;
  readonly stream: Exclude<LogEntry['stream'], undefined> | null;
}

/**
 * Returns the last log entries of a task, or the first ones with `limit`, in order. Rejects with `TASK_NOT_FOUND`, `INVALID_TASK`.
 *
 * @internal
 */
export async function readLogs(
  { database, names }: Pick<EngineContext, 'database' | 'names'>,
  taskId: string,
  options: LogsOptions = {},
): Promise<LogEntry[]> {
  const parsed = parseArgument(logsSchema, options, { of: 'tasks.logs()' });
  const { limit, tail = DEFAULT_TAIL, after = 0 } = parsed;
  const jobId = jobIdOf(taskId);
  const rows = await database.retryWhileUnavailable(async () =>
    database.query<LogEntryRow>(
      `SELECT ${LOG_ENTRY_COLUMNS} FROM ${names.own}.event
       WHERE job_id = $1 AND sequence > $2 AND kind = 'log' ORDER BY sequence ${limit === undefined ? 'DESC' : 'ASC'} LIMIT $3`,
      [jobId, after, limit ?? tail],
    ),
  );
  if (rows.length === 0) await assertExists({ database, names }, taskId, jobId);
  return (limit === undefined ? rows.toReversed() : rows).map(toLogEntry);
}

/** Returns the log entry of a row. */
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

async function assertExists(
  { database, names }: Pick<EngineContext, 'database' | 'names'>,
  taskId: string,
  jobId: string,
): Promise<void> {
  const found = await database.query(`SELECT 1 FROM ${names.own}.task WHERE job_id = $1`, [jobId]);
  if (found.length === 0) throw taskNotFound(taskId);
}
