import type { EngineContext } from '../engine-context.ts';
import { jobIdOf } from '../job/job-id.ts';
import { taskNotFound } from '../job/task-not-found.ts';
import type { TaskState } from '../job/task-state.ts';
import { withoutNull } from './summary-row.ts';

/** A moment in the history of a task: a change of its state, or of what it works at. */
export interface TaskMoment {
  readonly kind: 'state' | 'stage';
  /** 0 before the first attempt. */
  readonly attempt: number;
  readonly at: Date;
  /** The new state, of a change of state. */
  readonly state?: TaskState | undefined;
  /** The stage that began, such as `prepare` or `execute`. */
  readonly stage?: string | undefined;
  /** How an attempt ended that did not succeed. */
  readonly outcome?: string | undefined;
  /** Why it was cancelled, expired, or waits again. */
  readonly reason?: string | undefined;
}

/** The newest moments are returned when there are more. */
const MAX_MOMENTS = 1_000;

interface MomentRow {
  readonly kind: 'state' | 'progress';
  readonly attempt: number;
  readonly at: Date;
  readonly state: TaskState | null;
  readonly stage: string | null;
  readonly outcome: string | null;
  readonly reason: string | null;
}

/**
 * Returns the changes of a task's state, and when each stage of an attempt began, in order.
 *
 * @internal
 */
export async function readTimeline(
  { database, names }: Pick<EngineContext, 'database' | 'names'>,
  taskId: string,
): Promise<TaskMoment[]> {
  const { own } = names;
  const jobId = jobIdOf(taskId);
  const rows = await database.retryWhileUnavailable(async () =>
    database.query<MomentRow>(
      `WITH moment AS MATERIALIZED (
        SELECT kind, attempt, at, sequence, state, data->>'stage' AS stage, data->>'outcome' AS outcome,
          coalesce(data->>'reason', data->'error'->>'message') AS reason,
          -- Stages report their progress often.
          lag(data->>'stage') OVER (PARTITION BY kind, attempt ORDER BY sequence) AS previous
        FROM ${own}.event WHERE job_id = $1 AND kind IN ('state', 'progress')
      )
      SELECT kind, attempt, at, state, stage, outcome, reason FROM moment
      WHERE kind = 'state' OR stage IS DISTINCT FROM previous ORDER BY sequence DESC LIMIT ${MAX_MOMENTS}`,
      [jobId],
    ),
  );
  if (rows.length === 0) {
    const found = await database.query(`SELECT FROM ${own}.task WHERE job_id = $1`, [jobId]);
    if (found.length === 0) throw taskNotFound(taskId);
  }
  return rows
    .toReversed()
    .map(({ kind, ...row }) => ({ kind: kind === 'state' ? 'state' : 'stage', ...withoutNull(row) }));
}
