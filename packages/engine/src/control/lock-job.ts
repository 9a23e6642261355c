import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { KnownTask } from './known-task.ts';

/** A job of pg-boss's that nobody else changes until the transaction ends. */
export interface LockedJob {
  readonly id: string;
  readonly queue: string;
  readonly state: 'created' | 'retry' | 'active' | 'completed' | 'cancelled' | 'failed';
}

/** pg-boss puts a job back by deleting and inserting it; a statement that waited for that finds neither row. */
const LOOKS = 3;

/**
 * Locks the job of a task. Whoever changes a task locks its job first and its row in the projection afterwards, as the
 * triggers do. Undefined when pg-boss no longer has it.
 */
export async function lockJob(
  transaction: Queryable,
  { boss }: SchemaNames,
  { jobId, queue }: Pick<KnownTask, 'jobId' | 'queue'>,
): Promise<LockedJob | undefined> {
  for (let look = 0; look < LOOKS; look += 1) {
    const [job] = await transaction.query<LockedJob>(
      `SELECT id, name AS queue, state FROM ${boss}.job WHERE name = $1 AND id = $2 FOR UPDATE`,
      [queue, jobId],
    );
    if (job !== undefined) return job;
  }
  return undefined;
}
