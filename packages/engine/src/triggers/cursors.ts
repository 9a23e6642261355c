import type { JsonValue, Task } from '@poppobuilder/core';
import { isNode } from '@poppobuilder/core/runner-kit';
import type { Queryable } from '../database/database.ts';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';
import type { EngineContext } from '../engine-context.ts';
import type { SchemaNames } from '../schema/names.ts';
import { isTrigger } from './is-trigger.ts';

type Polled = Pick<Task, 'type' | 'projectId'>;

/** Returns the task of a poll with the cursor that the last one of its project left; any other task as it is. */
export async function fillCursor(
  { database, names }: Pick<EngineContext, 'database' | 'names'>,
  task: Task,
): Promise<Task> {
  const event = isTrigger(task.type) ? task['event'] : undefined;
  if (!isNode(event) || event['kind'] !== 'poll') return task;
  const [row] = await database.retryWhileUnavailable(async () =>
    database.query<{ cursor: JsonValue }>(
      `SELECT cursor FROM ${names.own}.trigger_cursor WHERE type = $1 AND project_id = $2`,
      [task.type, task.projectId],
    ),
  );
  return row === undefined ? task : { ...task, event: { ...event, cursor: row.cursor } };
}

/** Stores what the next poll of a project gets. */
export async function writeCursor(
  transaction: Queryable,
  { own }: SchemaNames,
  { type, projectId }: Polled,
  cursor: JsonValue,
): Promise<void> {
  await transaction.query(
    `INSERT INTO ${own}.trigger_cursor (type, project_id, cursor) VALUES ($1, $2, $3::jsonb)
     ON CONFLICT (type, project_id) DO UPDATE SET cursor = excluded.cursor, written_at = clock_timestamp()`,
    [type, projectId, JSON.stringify(sanitizeForPostgres(cursor))],
  );
}
