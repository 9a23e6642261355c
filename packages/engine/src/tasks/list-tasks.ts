import { escapeLiteral } from 'pg';
import type { Database } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { TASK_STATES, type TaskState } from '../states/task-state.ts';
import { checkListOptions, type ListOptions, type TaskPage } from './list-options.ts';
import { SUMMARY_COLUMNS, type SummaryRow, summaryOf } from './summary-row.ts';

const LIMIT = 50;

/** The tasks that match all that is asked, the newest first. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`. */
export async function listTasks(
  { database, names }: { readonly database: Database; readonly names: SchemaNames },
  options: ListOptions = {},
): Promise<TaskPage> {
  checkListOptions(options);
  const { limit = LIMIT } = options;
  const statement = listStatement(names, options);
  const rows = await database.persist(async () => database.query<SummaryRow>(statement));
  const tasks = rows.slice(0, limit).map(summaryOf);
  const next = rows.length > limit ? rows[limit - 1]?.number : undefined;
  return next === undefined ? { tasks } : { tasks, next };
}

/** The values stand in the text: a plan that is kept for all of them would serve the rare ones badly. */
export function listStatement({ own }: SchemaNames, options: ListOptions): string {
  const { projectId, type, key, flow, after, limit = LIMIT } = options;
  const equal = Object.entries({ project_id: projectId, type, key, flow });
  const conditions = [
    ...statesCondition(options.state),
    ...equal.flatMap(([column, value]) =>
      value === undefined ? [] : `t.${column} = ${escapeLiteral(value)}`,
    ),
    ...(after === undefined ? [] : [`t.number < ${escapeLiteral(after)}`]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  return `SELECT ${SUMMARY_COLUMNS} FROM ${own}.task t ${where} ORDER BY t.number DESC LIMIT ${limit + 1}`;
}

const OPEN: ReadonlySet<TaskState> = new Set<TaskState>(['scheduled', 'blocked', 'queued', 'running']);
const BAD: ReadonlySet<TaskState> = new Set<TaskState>(['failed', 'cancelled', 'expired']);

/** Conditions on states, with those that indexes know in front. */
function statesCondition(wanted: TaskState | readonly TaskState[] | undefined): string[] {
  const states = new Set(wanted === undefined ? TASK_STATES : [wanted].flat());
  if (TASK_STATES.every((state) => states.has(state))) return [];
  const each = [...states].map(stateCondition);
  const isAll = (group: ReadonlySet<TaskState>): boolean => [...states].every((state) => group.has(state));
  return [
    ...(isAll(OPEN) ? ['t.is_open'] : []),
    ...(isAll(BAD) ? ['t.is_bad'] : []),
    each.length === 1 ? `${each[0]}` : `(${each.join(' OR ')})`,
  ];
}

function stateCondition(state: TaskState): string {
  if (state === 'queued') {
    return `(t.state = 'queued' OR t.state = 'scheduled' AND t.due_at <= clock_timestamp())`;
  }
  if (state === 'scheduled') return `(t.state = 'scheduled' AND t.due_at > clock_timestamp())`;
  return `t.state = ${escapeLiteral(state)}`;
}
