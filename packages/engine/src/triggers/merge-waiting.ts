import type { Queryable } from '../database/database.ts';
import type { PreparedJob } from '../job/prepared-job.ts';
import type { SchemaNames } from '../schema/names.ts';

/** A list of a task that waits grows to this at most; what comes then makes another task. */
const MAX_LIST = 50;

interface Waiting {
  readonly id: string;
  readonly queue: string;
  readonly list: readonly unknown[];
}

/**
 * Adds the list of a prepared task to that of another one of its type, project and key which waits for its first start.
 * Whether there is one, or whether the task was there before.
 */
export async function mergeIntoWaiting(
  transaction: Queryable,
  { own, boss }: SchemaNames,
  prepared: PreparedJob,
  field: string,
): Promise<boolean> {
  const { task, job, idempotencyKey } = prepared;
  const known = await transaction.query(`SELECT FROM ${own}.idempotency WHERE key = $1`, [idempotencyKey]);
  if (known.length > 0) return true;
  const [waiting] = await transaction.query<Waiting>(
    `SELECT j.id, j.name AS queue, j.data->'task'->$4 AS list
     FROM ${own}.task t JOIN ${boss}.job j ON j.name = t.queue AND j.id = t.job_id
     WHERE t.key = $1 AND t.type = $2 AND t.project_id = $3 AND t.is_open AND t.attempt = 0 AND j.state = 'created'
       AND jsonb_typeof(j.data->'task'->$4) = 'array'
     ORDER BY t.number DESC LIMIT 1 FOR UPDATE OF j`,
    [job.singletonKey, task.type, task.projectId, field],
  );
  const list = task[field] as readonly unknown[];
  if (waiting === undefined || waiting.list.length + list.length > MAX_LIST) return false;
  const texts = new Set(waiting.list.map((item) => JSON.stringify(item)));
  const added = list.filter((item) => !texts.has(JSON.stringify(item)));
  await transaction.query(
    `UPDATE ${boss}.job SET data = jsonb_set(data, ARRAY['task', $3], $4::jsonb) WHERE name = $1 AND id = $2`,
    [waiting.queue, waiting.id, field, JSON.stringify([...waiting.list, ...added])],
  );
  await transaction.query(`INSERT INTO ${own}.idempotency (key, job_id) VALUES ($1, $2)`, [
    idempotencyKey,
    waiting.id,
  ]);
  return true;
}
