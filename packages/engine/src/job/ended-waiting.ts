import { TaskError } from '@poppobuilder/core';
import { currentTracing, endTaskTrace, type TaskTrace } from '@poppobuilder/core/runner-kit';
import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { taskAttributes, taskSpanName } from './task-span.ts';

/** A task that ended while it waited, as the database has it. */
export interface EndedWaiting {
  readonly trace: TaskTrace;
  readonly id: string;
  readonly type: string;
  readonly project: string;
  /** Such as `cancelled`, `expired`, `superseded`, `skipped`, `rejected` or `failed`. */
  readonly outcome: string;
}

/** Returns the tasks that a transaction has ended so far while they waited: itself, or by what it did to others. */
export async function readEndedHere(
  transaction: Queryable,
  names: SchemaNames,
): Promise<readonly EndedWaiting[]> {
  if (currentTracing() === undefined) return [];
  return transaction.query<EndedWaiting>(statement(names, 'pg_current_xact_id()'), []);
}

/**
 * Returns the tasks that ended while they waited, because an attempt of another one ended. With `isEnded: false` also that one:
 * its attempt was not the last one, but it may have ended instead of waiting again.
 */
export async function readEndedWith(
  database: Queryable,
  names: SchemaNames,
  { jobId, isEnded }: { readonly jobId: string; readonly isEnded: boolean },
): Promise<readonly EndedWaiting[]> {
  const latest = `(SELECT l.xid FROM ${names.own}.event l WHERE l.job_id = $1 AND l.kind = 'state' ORDER BY l.sequence DESC LIMIT 1)`;
  return database.query<EndedWaiting>(`${statement(names, latest)} AND NOT (j.id = $1 AND $2)`, [
    jobId,
    isEnded,
  ]);
}

/** Ends the spans of tasks that no attempt ends. */
export function endWaiting(tasks: readonly EndedWaiting[]): void {
  for (const { trace, project, outcome, ...task } of tasks) {
    const attributes = {
      ...taskAttributes({ ...task, projectId: project }),
      'poppobuilder.outcome': outcome,
    };
    endTaskTrace(trace, taskSpanName(task), attributes, outcome === 'failed' ? PARENT_FAILED : undefined);
  }
}

/** A task that waits fails for no other reason. */
const PARENT_FAILED = new TaskError({ code: 'DEPENDENCY_FAILED', message: 'A parent has not succeeded.' });

const statement = ({ own, boss }: SchemaNames, xid: string): string =>
  `SELECT j.data->'trace' AS trace, t.id, t.type, t.project_id AS project, coalesce(e.data->>'outcome', e.state) AS outcome
   FROM ${own}.event e JOIN ${own}.task t ON t.job_id = e.job_id
     JOIN ${boss}.job j ON j.name = t.queue AND j.id = t.job_id
   WHERE e.xid = ${xid} AND e.kind = 'state' AND e.state IN ('failed', 'cancelled', 'expired') AND j.data ? 'trace'`;
