import { TaskError } from '@poppobuilder/core';
import type { Db } from 'pg-boss';
import type { FetchedJob } from '../job/fetched-job.ts';
import type { JobData } from '../job/job-data.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { FetchContext } from './fetch-context.ts';
import type { FetchRequest } from './fetch-request.ts';
import { withRetryLimit } from './with-retry-limit.ts';

/** Tasks considered beyond the batch size: another process may be fetching the first ones. */
const SPARE_TASKS = 32;

/** The condition in pg-boss's statement to which ours is added. */
const ANCHOR = `j.state < 'active'`;

/**
 * Fetches the next tasks of one project. pg-boss can leave out projects, but then reads all of their waiting tasks, which
 * takes 5 ms for 10,000. So its statement is narrowed to tasks that our index has for the project.
 *
 * Rejects with `COMPONENT_FAILED` (another version of pg-boss), `DATABASE_UNAVAILABLE`.
 */
export async function fetchOfProject(
  { boss, database, names, timeout }: FetchContext,
  { queue, project, batchSize }: Required<Pick<FetchRequest, 'queue' | 'project' | 'batchSize'>>,
): Promise<FetchedJob[]> {
  const plain = withRetryLimit(database.forBoss(database.tasks.withTimeout(timeout)));
  const db: Db = {
    executeSql: async (text, values = []) => {
      const added = [queue, project, batchSize + SPARE_TASKS];
      return plain.executeSql(narrow(text, names, values.length), [...values, ...added]);
    },
  };
  return boss.fetch<JobData>(queue, { batchSize, db });
}

/** Returns the statement with our condition, whose three values come after the others. */
function narrow(text: string, { own, boss }: SchemaNames, valueCount: number): string {
  const [queue, project, limit] = [1, 2, 3].map((index) => `$${valueCount + index}`);
  const next = `SELECT t.job_id FROM ${own}.task t
    WHERE t.is_open AND t.queue = ${queue} AND t.project_id = ${project}
      AND t.state NOT IN ('running', 'blocked') AND t.due_at <= ${boss}.job_now()
    ORDER BY t.priority DESC, t.number LIMIT ${limit}`;
  if (!text.includes(ANCHOR)) {
    const message =
      'This version of pg-boss fetches jobs with an unknown statement. Install the version that the engine depends on.';
    throw new TaskError({ code: 'COMPONENT_FAILED', message });
  }
  return text.replace(ANCHOR, `${ANCHOR} AND j.id = ANY(ARRAY(${next}))`);
}
