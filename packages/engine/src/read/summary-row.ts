import type { TaskState } from '../job/task-state.ts';
import type { TaskSummary } from './task-details.ts';

/** A row of {@link SUMMARY_COLUMNS}. */
export interface SummaryRow {
  readonly number: string;
  readonly id: string;
  readonly type: string;
  readonly project_id: string;
  readonly state: TaskState;
  readonly attempt: number;
  readonly priority: number;
  readonly key: string | null;
  readonly flow: string | null;
  readonly tags: readonly string[] | null;
  readonly created_at: Date;
  readonly started_at: Date | null;
  readonly finished_at: Date | null;
  readonly due_at: Date;
  readonly expires_at: Date | null;
  readonly error_code: string | null;
  readonly cancel_reason: string | null;
}

/** The columns of the projection `t` for a summary. A row does not change when a scheduled task becomes due. */
export const SUMMARY_COLUMNS = `t.number, t.id, t.type, t.project_id, t.attempt, t.priority, t.key, t.flow, t.tags, t.created_at,
  t.started_at, t.finished_at, t.due_at, t.expires_at, t.error_code, t.cancel_reason,
  CASE WHEN t.state = 'scheduled' AND t.due_at <= clock_timestamp() THEN 'queued' ELSE t.state END AS state`;

/** Returns the summary of a row. */
export function summaryOf(row: SummaryRow): TaskSummary {
  return withoutNull({
    id: row.id,
    type: row.type,
    projectId: row.project_id,
    state: row.state,
    attempt: row.attempt,
    priority: row.priority,
    key: row.key,
    flow: row.flow,
    tags: row.tags,
    createdAt: row.created_at,
    startedAt: row.started_at,
    finishedAt: row.finished_at,
    dueAt: row.due_at,
    expiresAt: row.expires_at,
    errorCode: row.error_code,
    cancelReason: row.cancel_reason,
  });
}

/** Returns an object without the fields that are null or undefined. */
export function withoutNull<T extends object>(value: T): { [K in keyof T]: Exclude<T[K], null> } {
  const entries = Object.entries(value).filter(([, field]) => field !== null && field !== undefined);
  return Object.fromEntries(entries) as { [K in keyof T]: Exclude<T[K], null> };
}
