import type { EngineContext } from '../engine-context.ts';
import type { TaskState } from '../job/task-state.ts';
import type { FlowView } from './flow-options.ts';

interface Row {
  readonly name: string;
  readonly id: string;
  readonly type: string;
  readonly state: TaskState;
  readonly error_code: string | null;
  readonly parents: readonly string[];
}

/** Returns the state of a flow, or undefined when there is none. */
export async function readFlow(
  { database, names: { own } }: EngineContext,
  id: string,
): Promise<FlowView | undefined> {
  const rows = await database.query<Row>(
    `SELECT f.name, t.id, t.type, t.error_code,
       CASE WHEN t.state = 'scheduled' AND t.due_at <= clock_timestamp() THEN 'queued' ELSE t.state END AS state,
       ARRAY(
         SELECT coalesce(pf.name, p.id) FROM ${own}.dependency d JOIN ${own}.task p ON p.job_id = d.parent
         LEFT JOIN ${own}.flow_task pf ON pf.job_id = d.parent AND pf.flow = f.flow
         WHERE d.child = f.job_id ORDER BY p.number) AS parents
     FROM ${own}.flow_task f JOIN ${own}.task t ON t.job_id = f.job_id
     WHERE f.flow = $1 ORDER BY t.number`,
    [id],
  );
  if (rows.length === 0) return undefined;
  const tasks = rows.map(({ name, id: taskId, type, state, error_code: errorCode, parents }) => [
    name,
    { id: taskId, type, state, ...(errorCode === null ? {} : { errorCode }), dependsOn: parents },
  ]);
  return { id, tasks: Object.fromEntries(tasks) as FlowView['tasks'] };
}
