import { type Task, TaskError } from '@poppobuilder/core';
import type { EngineContext } from '../../engine-context.ts';
import { jobIdOf } from '../../job/job-id.ts';
import { fillReferences, type ReferencePlace } from './find-references.ts';

/** What references can read of a task. */
interface Referable {
  readonly id: string;
  readonly state: string;
  /** Null unless it succeeded. */
  readonly result: unknown;
  /** Null unless it ended without success. */
  readonly error: unknown;
}

const BASE: ReadonlySet<string> = new Set([
  'id',
  'type',
  'projectId',
  'projectPath',
  'projectConfig',
  'timeout',
  'metadata',
]);

/**
 * Replaces the references in a task's fields by the results of other tasks, whose ids are given by the names that the
 * references use. Rejects with `INVALID_TASK`, naming a reference that has no value, and with `DATABASE_UNAVAILABLE`.
 */
export async function fillFromParents(
  context: Pick<EngineContext, 'database' | 'names'>,
  task: Task,
  ids: Readonly<Record<string, string>>,
): Promise<Task> {
  const parents = await readParents(context, Object.values(ids));
  const fill = (place: ReferencePlace): unknown => {
    const { reference } = place;
    const value = valueOf(parents.get(ids[reference.task] ?? ''), place, task);
    return place.asText && typeof value !== 'string' ? JSON.stringify(value) : value;
  };
  const entries = Object.entries(task).map(([key, value]) => [
    key,
    BASE.has(key) ? value : (fillReferences({ [key]: value }, fill) as Record<string, unknown>)[key],
  ]);
  return Object.fromEntries(entries) as Task;
}

async function readParents(
  { database, names: { own } }: Pick<EngineContext, 'database' | 'names'>,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Referable>> {
  if (ids.length === 0) return new Map();
  const rows = await database.retryWhileUnavailable(async () =>
    database.query<Referable & { error_code: string | null }>(
      `SELECT t.id, t.state, t.error_code,
         CASE WHEN t.state = 'succeeded' THEN e.data->'result' END AS result,
         CASE WHEN t.state <> 'succeeded' THEN coalesce(e.data->'error', jsonb_build_object('message', e.data->'reason')) END AS error
       FROM ${own}.task t LEFT JOIN LATERAL (
         SELECT data FROM ${own}.event WHERE job_id = t.job_id AND kind = 'state' AND state = t.state
         ORDER BY sequence DESC LIMIT 1) e ON true
       WHERE t.job_id = ANY($1::uuid[])`,
      [ids.map(jobIdOf)],
    ),
  );
  return new Map(rows.map((row) => [row.id, row]));
}

function valueOf(from: Referable | undefined, { at, reference }: ReferencePlace, task: Task): unknown {
  const { field, path, text } = reference;
  if (from === undefined) throw missing(task, at, text, 'that task was deleted');
  // A task has either a result or an error; every path into the other one is null.
  if (from[field] === null) return null;
  let value: unknown = from[field];
  for (const key of path) {
    const isThere = typeof value === 'object' && value !== null && Object.hasOwn(value, key);
    if (!isThere) throw missing(task, at, text, `there is no ${JSON.stringify(key)}`);
    value = (value as Record<string | number, unknown>)[key];
  }
  return value;
}

function missing(task: Task, at: readonly (string | number)[], text: string, why: string): TaskError {
  return new TaskError({
    code: 'INVALID_TASK',
    message: `The task "${task.id}" cannot start: its field ${at.join('.')} refers to "${text}", and ${why}.`,
    taskId: task.id,
  });
}
