import { escapeLiteral } from 'pg';
import type { EngineContext } from '../engine-context.ts';
import type { SchemaNames } from '../schema/names.ts';
import { TASK_STATES, type TaskState } from '../job/task-state.ts';
import { toWaitReason, type WaitReasonRow } from '../waiting/wait-reason.ts';
import { type ListOptions, parseListOptions, type TaskPage } from './list-options.ts';
import { textCondition } from './text-condition.ts';
import { SUMMARY_COLUMNS, type SummaryRow, summaryOf } from './summary-row.ts';

const DEFAULT_LIMIT = 50;

interface ListedRow extends SummaryRow {
  readonly reason?: WaitReasonRow | null;
}

/** Returns a page of the tasks that match all options, newest first. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`. */
export async function listTasks(
  { database, names }: Pick<EngineContext, 'database' | 'names'>,
  given: ListOptions = {},
): Promise<TaskPage> {
  const options = parseListOptions(given);
  const { limit = DEFAULT_LIMIT } = options;
  const statement = listStatement(names, options);
  const rows = await database.retryWhileUnavailable(async () => database.query<ListedRow>(statement));
  const tasks = rows
    .slice(0, limit)
    .map(({ reason, ...row }) =>
      reason === undefined || reason === null
        ? summaryOf(row)
        : { ...summaryOf(row), waitingFor: toWaitReason(reason) },
    );
  const next = rows.length > limit ? rows[limit - 1]?.number : undefined;
  return next === undefined ? { tasks } : { tasks, next };
}

/** Values are literals in the statement: a plan for all of them would be bad for rare ones. */
function listStatement(names: SchemaNames, options: ListOptions): string {
  const { own } = names;
  const { after = MAX_NUMBER, limit = DEFAULT_LIMIT } = options;
  const pinned = pinnedColumn(options);
  const conditions = [
    ...statesCondition(options.state),
    ...COLUMNS.flatMap(([column, name]) => {
      const value = options[name];
      if (value === undefined) return [];
      return column === pinned ? pin(column, value, after) : `t.${column} = ${escapeLiteral(value)}`;
    }),
    ...(options.text === undefined ? [] : [textCondition(names, options.text)]),
    ...(after === MAX_NUMBER || pinned !== undefined ? [] : [`t.number < ${escapeLiteral(after)}`]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const order = pinned === undefined ? 't.number DESC' : `t.${pinned} DESC, t.number DESC`;
  const page = `SELECT * FROM ${own}.task t ${where} ORDER BY ${order} LIMIT ${limit + 1}`;
  if (options.reasons === false) return page.replace('SELECT *', `SELECT ${SUMMARY_COLUMNS}`);
  return `WITH page AS MATERIALIZED (${page}),
      -- Most tasks only wait for their turn. What is the same for all tasks of a queue is looked up once.
      turn AS MATERIALIZED (SELECT queue, ${own}.turn_reason(queue) AS reason FROM page GROUP BY queue)
    SELECT ${SUMMARY_COLUMNS}, CASE
        WHEN NOT t.is_open OR t.state = 'running' THEN NULL
        WHEN NOT (SELECT EXISTS (SELECT FROM ${own}.hold)) AND ${own}.only_waits_for_turn(t.*::${own}.task)
          THEN turn.reason || jsonb_build_object('since', greatest(t.created_at, t.due_at))
        ELSE ${own}.wait_reasons(t.*::${own}.task, true)->0 END AS reason
    FROM page t JOIN turn USING (queue) ORDER BY ${order}`;
}

/** Greater than the number of every task. */
const MAX_NUMBER = String(2n ** 63n - 1n);

const COLUMNS = [
  ['flow', 'flow'],
  ['key', 'key'],
  ['project_id', 'projectId'],
  ['type', 'type'],
] as const;

type Column = (typeof COLUMNS)[number][0];

/**
 * Returns the column whose index must be used. Postgres assumes that values are spread evenly, and would look for tasks of a
 * project that was active long ago among all newer tasks. With several columns, or a state with an index, it chooses.
 */
function pinnedColumn({ flow, key, projectId, type, state }: ListOptions): Column | undefined {
  if (flow !== undefined) return 'flow';
  if (key !== undefined) return 'key';
  const states = statesOf(state);
  if (isWithin(states, OPEN) || isWithin(states, BAD)) return undefined;
  if (projectId !== undefined) return type === undefined ? 'project_id' : undefined;
  return type === undefined ? undefined : 'type';
}

/** Returns an equation written as a range, so that only the index of the column has the required order. */
function pin(column: Column, value: string, after: string): string {
  const literal = escapeLiteral(value);
  return `t.${column} >= ${literal} AND (t.${column}, t.number) < (${literal}, ${after}::bigint)`;
}

const OPEN: ReadonlySet<TaskState> = new Set<TaskState>(['scheduled', 'blocked', 'queued', 'running']);
const BAD: ReadonlySet<TaskState> = new Set<TaskState>(['failed', 'cancelled', 'expired']);

const statesOf = (wanted: ListOptions['state']): ReadonlySet<TaskState> =>
  new Set(wanted === undefined ? TASK_STATES : [wanted].flat());

const isWithin = (states: ReadonlySet<TaskState>, group: ReadonlySet<TaskState>): boolean =>
  [...states].every((state) => group.has(state));

/** Returns conditions on states, first those of partial indexes. */
function statesCondition(wanted: ListOptions['state']): string[] {
  const states = statesOf(wanted);
  if (states.size === TASK_STATES.length) return [];
  return [
    ...(isWithin(states, OPEN) ? ['t.is_open'] : []),
    ...(isWithin(states, BAD) ? ['t.is_bad'] : []),
    `(${[...states].map(stateCondition).join(' OR ')})`,
  ];
}

function stateCondition(state: TaskState): string {
  if (state === 'queued') {
    return `(t.state = 'queued' OR t.state = 'scheduled' AND t.due_at <= clock_timestamp())`;
  }
  if (state === 'scheduled') return `(t.state = 'scheduled' AND t.due_at > clock_timestamp())`;
  return `t.state = ${escapeLiteral(state)}`;
}
