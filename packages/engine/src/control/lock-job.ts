import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { KnownTask } from './known-task.ts';

/** A pg-boss job that nobody else can change until the transaction ends. */
export interface LockedJob {
  readonly id: string;
  readonly queue: string;
  readonly state: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';
}

/** pg-boss deletes a job and inserts it again; a statement that waited for the lock then finds neither row. */
const MAX_QUERIES = 3;

/**
 * Locks the job of a task, or resolves with undefined when pg-boss no longer has it. Lock the job first and the task's row
 * in the projection afterwards, as the triggers do.
 */
export async function lockJob(
  transaction: Queryable,
  { boss }: SchemaNames,
  { jobId, queue }: Pick<KnownTask, 'jobId' | 'queue'>,
): Promise<LockedJob | undefined> {
  for (let count = 0; count < MAX_QUERIES; count += 1) {
    const [job] = await transaction.query<LockedJob>(
      `SELECT id, name AS queue, state FROM ${boss}.job WHERE name = $1 AND id = $2 FOR UPDATE`,
      [queue, jobId],
    );
    if (job !== undefined) return job;
  }
  return undefined;
}
