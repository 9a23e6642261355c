import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';

/** With more projects, slots are shared among these. */
const MAX_PROJECTS = 1_000;

/** A queue in which a project has open tasks. */
export interface WaitingProject {
  readonly queue: string;
  readonly project: string;
}

/**
 * Returns the projects with open tasks in these queues, whether those wait or run. Reads one index entry for each project,
 * not its tasks.
 */
export async function waitingProjects(
  database: Queryable,
  { own }: SchemaNames,
  queues: readonly string[],
): Promise<readonly WaitingProject[]> {
  return database.query<WaitingProject>(
    `WITH RECURSIVE waiting AS (
       (SELECT queue, project_id FROM ${own}.task WHERE is_open AND held_by IS NULL ORDER BY queue, project_id LIMIT 1)
       UNION ALL
       SELECT following.queue, following.project_id FROM waiting CROSS JOIN LATERAL (
         SELECT t.queue, t.project_id FROM ${own}.task t
         WHERE t.is_open AND t.held_by IS NULL AND (t.queue, t.project_id) > (waiting.queue, waiting.project_id)
         ORDER BY t.queue, t.project_id LIMIT 1
       ) following
     )
     SELECT queue, project_id AS project FROM (SELECT * FROM waiting LIMIT ${MAX_PROJECTS}) known
     WHERE queue = ANY($1::text[])`,
    [queues],
  );
}
