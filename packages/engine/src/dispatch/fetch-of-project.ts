import type { FetchedJob } from '../job/fetched-job.ts';
import type { JobData } from '../job/job-data.ts';
import type { FetchContext } from './fetch-context.ts';
import type { FetchRequest } from './fetch-request.ts';
import { hasHolds, type StartRules, withStartRules } from './with-start-rules.ts';

/** Tasks considered beyond the batch size: another process may be fetching the first ones. */
const SPARE_TASKS = 32;

/**
 * Fetches the next tasks of one project. pg-boss can leave out projects, but then reads all of their waiting tasks, which
 * takes 5 ms for 10,000. So its statement is narrowed to tasks that our index has for the project.
 *
 * Rejects with `COMPONENT_FAILED` (another version of pg-boss), `DATABASE_UNAVAILABLE`.
 */
export async function fetchOfProject(
  { boss, database, names, consumer, timeout }: FetchContext,
  { queue, project, batchSize }: Required<Pick<FetchRequest, 'queue' | 'project' | 'batchSize'>>,
): Promise<FetchedJob[]> {
  const rules = { names, queue, consumer };
  const db = withStartRules(database.forBoss(database.tasks.withTimeout(timeout)), rules, {
    text: (valueCount) => `j.id = ANY(ARRAY(${nextTasks(rules, valueCount)}))`,
    values: [queue, project, batchSize + SPARE_TASKS],
  });
  return boss.fetch<JobData>(queue, { batchSize, db });
}

/** Returns the statement for the next tasks, whose three values come after the others. */
function nextTasks({ names, consumer }: StartRules, valueCount: number): string {
  const { own, boss } = names;
  const [queue, project, limit] = [1, 2, 3].map((index) => `$${valueCount + index}`);
  return `SELECT t.job_id FROM ${own}.task t
    WHERE t.is_open AND t.held_by IS NULL AND t.queue = ${queue} AND t.project_id = ${project}
      AND t.state NOT IN ('running', 'blocked') AND t.due_at <= ${boss}.job_now()
      AND CASE WHEN (SELECT ${hasHolds(names, consumer)}) THEN NOT ${own}.is_held(t) ELSE true END
    ORDER BY t.priority DESC, t.number LIMIT ${limit}`;
}
