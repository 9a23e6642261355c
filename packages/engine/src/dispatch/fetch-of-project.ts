import { TaskError } from '@poppobuilder/core';
import type { Db, PgBoss } from 'pg-boss';
import type { Database } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { JobData } from '../submit/submit-options.ts';
import type { FetchedJob } from '../consumer/running-attempt.ts';
import { withRetryLimit } from './with-retry-limit.ts';

/** What {@link fetchOfProject} works with. */
export interface ProjectClaimParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  /** Milliseconds within which the database answers a claim. */
  readonly answer: number;
}

/** Tasks of one project that are wanted. */
export interface ProjectFetch {
  readonly queue: string;
  readonly project: string;
  readonly batchSize: number;
}

/** Tasks that are looked at beyond those that are wanted: others may be claiming the first ones now. */
const SPARE = 32;

/** The condition of pg-boss's claim that ours is put beside. */
const PLACE = `j.state < 'active'`;

/**
 * Claims the next tasks of one project. pg-boss knows how to leave projects out, but then reads all that those have
 * waiting: 5 ms for 10,000 tasks. So its own statement is narrowed to tasks that an index of ours has for the project.
 * Rejects with `COMPONENT_FAILED` (another pg-boss), `DATABASE_UNAVAILABLE`.
 */
export async function fetchOfProject(
  { boss, database, names, answer }: ProjectClaimParts,
  { queue, project, batchSize }: ProjectFetch,
): Promise<FetchedJob[]> {
  const plain = withRetryLimit(database.forBoss(database.work.within(answer)));
  const db: Db = {
    executeSql: async (text, values = []) => {
      const ours = [queue, project, batchSize + SPARE];
      return plain.executeSql(narrowed(text, names, values.length), [...values, ...ours]);
    },
  };
  return boss.fetch<JobData>(queue, { batchSize, db });
}

/** The statement with our condition, whose three values come after the others. */
function narrowed(text: string, { own, boss }: SchemaNames, others: number): string {
  const [queue, project, limit] = [1, 2, 3].map((index) => `$${others + index}`);
  const next = `SELECT t.job_id FROM ${own}.task t
    WHERE t.is_open AND t.queue = ${queue} AND t.project_id = ${project}
      AND t.state NOT IN ('running', 'blocked') AND t.due_at <= ${boss}.job_now()
    ORDER BY t.priority DESC, t.number LIMIT ${limit}`;
  if (!text.includes(PLACE)) {
    const message =
      'This pg-boss claims by another statement than the one that is known. Install the pinned one.';
    throw new TaskError({ code: 'COMPONENT_FAILED', message });
  }
  return text.replace(PLACE, `${PLACE} AND j.id = ANY(ARRAY(${next}))`);
}
