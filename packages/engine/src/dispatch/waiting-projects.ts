import type { Queryable } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';

/** Projects that are looked at; with more than that, turns are taken among these. */
const MAX_PROJECTS = 1_000;

/** Where a project has open tasks. */
export interface WaitingProject {
  readonly queue: string;
  readonly project: string;
}

/**
 * The projects with open tasks in these queues, whether those wait or run. It reads one entry of an index for each and
 * not their tasks.
 */
export async function waitingProjects(
  database: Queryable,
  { own }: SchemaNames,
  queues: readonly string[],
): Promise<readonly WaitingProject[]> {
  return database.query<WaitingProject>(
    `WITH RECURSIVE waiting AS (
       (SELECT queue, project_id FROM ${own}.task WHERE is_open ORDER BY queue, project_id LIMIT 1)
       UNION ALL
       SELECT following.queue, following.project_id FROM waiting CROSS JOIN LATERAL (
         SELECT t.queue, t.project_id FROM ${own}.task t
         WHERE t.is_open AND (t.queue, t.project_id) > (waiting.queue, waiting.project_id)
         ORDER BY t.queue, t.project_id LIMIT 1
       ) following
     )
     SELECT queue, project_id AS project FROM (SELECT * FROM waiting LIMIT ${MAX_PROJECTS}) known
     WHERE queue = ANY($1::text[])`,
    [queues],
  );
}
