import type { Task } from '@poppobuilder/core';
import type { EngineContext } from '../engine-context.ts';
import type { SchemaNames } from '../schema/names.ts';
import { jobIdOf } from '../job/job-id.ts';
import { attemptsOf, expenseOfAll, type StateChange } from './attempts.ts';
import { SUMMARY_COLUMNS, type SummaryRow, summaryOf, withoutNull } from './summary-row.ts';
import type { TaskDetails } from './task-details.ts';
import { LOG_ENTRY_COLUMNS, type LogEntryRow, toLogEntry } from './task-logs.ts';
import { taskNotFound } from '../job/task-not-found.ts';

interface DetailsRow extends SummaryRow {
  readonly task: Task | null;
  readonly history: readonly (Omit<StateChange, 'at'> & { readonly at: string })[];
  readonly log_tail: readonly LogEntryRow[];
}

const LOG_TAIL = 100;

/** Returns everything that is known about a task, as of one moment. Rejects with `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`. */
export async function readTask(
  { database, names }: Pick<EngineContext, 'database' | 'names'>,
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
  (SELECT coalesce(json_agg(entry ORDER BY sequence), '[]') FROM (
    SELECT ${LOG_ENTRY_COLUMNS} FROM ${own}.event WHERE job_id = $1 AND kind = 'log' ORDER BY sequence DESC LIMIT ${LOG_TAIL}
  ) entry) AS log_tail
FROM ${own}.task t LEFT JOIN ${boss}.job j ON j.id = t.job_id AND j.name = t.queue
WHERE t.job_id = $1`;
}

function detailsOf(row: DetailsRow): TaskDetails {
  const history = row.history.map((change) => ({ ...change, at: new Date(change.at) }));
  const last = history.at(-1)?.data;
  const hasEnded = row.finished_at !== null;
  const attempts = attemptsOf(history);
  return {
    ...summaryOf(row),
    ...withoutNull({
      task: row.task === null ? undefined : { ...row.task, id: row.id },
      result: hasEnded ? last?.result : undefined,
      error: hasEnded ? last?.error : undefined,
      reason: hasEnded ? last?.reason : undefined,
    }),
    attempts,
    ...expenseOfAll(attempts),
    logTail: row.log_tail.map(toLogEntry),
  };
}
