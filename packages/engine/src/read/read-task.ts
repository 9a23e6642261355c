import type { Task } from '@poppobuilder/core';
import type { Database } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { jobIdOf } from '../job/job-id.ts';
import { attemptsOf, expenseOfAll, type StateChange } from './attempts.ts';
import { SUMMARY_COLUMNS, type SummaryRow, summaryOf, withoutNull } from './summary-row.ts';
import type { TaskDetails } from './task-details.ts';
import { LOG_ENTRY_COLUMNS, type LogEntryRow, toLogEntry } from './task-logs.ts';
import { taskNotFound } from './task-not-found.ts';

interface DetailsRow extends SummaryRow {
  readonly task: Task | null;
  readonly history: readonly (Omit<StateChange, 'at'> & { readonly at: string })[];
  readonly lines: readonly LogEntryRow[];
}

const TAIL = 100;

/** All that is known of a task, as it was at one moment. Rejects with `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`. */
export async function readTask(
  { database, names }: { readonly database: Database; readonly names: SchemaNames },
  taskId: string,
): Promise<TaskDetails> {
  const [row] = await database.retryWhileUnavailable(async () =>
    database.query<DetailsRow>(statement(names), [jobIdOf(taskId)]),
  );
  if (row === undefined) throw taskNotFound(taskId);
  return detailsOf(row);
}

function statement({ own, boss }: SchemaNames): string {
  return `
SELECT ${SUMMARY_COLUMNS}, j.data->'task' AS task,
  (SELECT coalesce(json_agg(json_build_object('state', state, 'attempt', attempt, 'at', at, 'data', data) ORDER BY sequence), '[]')
    FROM ${own}.event WHERE job_id = $1 AND kind = 'state') AS history,
  (SELECT coalesce(json_agg(line ORDER BY sequence), '[]') FROM (
    SELECT ${LOG_ENTRY_COLUMNS} FROM ${own}.event WHERE job_id = $1 AND kind = 'log' ORDER BY sequence DESC LIMIT ${TAIL}
  ) line) AS lines
FROM ${own}.task t LEFT JOIN ${boss}.job j ON j.id = t.job_id AND j.name = t.queue
WHERE t.job_id = $1`;
}

function detailsOf(row: DetailsRow): TaskDetails {
  const history = row.history.map((change) => ({ ...change, at: new Date(change.at) }));
  const last = history.at(-1)?.data;
  const isOver = row.finished_at !== null;
  const attempts = attemptsOf(history);
  return {
    ...summaryOf(row),
    ...withoutNull({
      task: row.task === null ? undefined : { ...row.task, id: row.id },
      result: isOver ? last?.result : undefined,
      error: isOver ? last?.error : undefined,
      reason: isOver ? last?.reason : undefined,
    }),
    attempts,
    ...expenseOfAll(attempts),
    logTail: row.lines.map(toLogEntry),
  };
}
