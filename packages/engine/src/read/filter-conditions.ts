import { escapeLiteral } from 'pg';
import { arrayLiteral } from '../database/array-literal.ts';
import { jobIdOf } from '../job/job-id.ts';
import { TASK_STATES, type TaskState } from '../job/task-state.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { TaskFilter } from './list-options.ts';
import { textCondition } from '../search/text-condition.ts';
import { tagCondition } from '../tags/tag-condition.ts';
import { MAX_COUNTED } from '../waiting/count-waiting.ts';
import type { WaitCode } from '../waiting/wait-reason.ts';
import { labelConditions } from './label-conditions.ts';
import { numberConditions, timeConditions } from './time-conditions.ts';

/** The columns that a filter compares, by the names of its fields. */
export const COLUMNS = { flow: 'flow', key: 'key', project_id: 'projectId', type: 'type' } as const;

/** A column that a filter compares. */
export type Column = keyof typeof COLUMNS;

/** Returns the conditions of a filter on rows `t`, except that on one column. */
export function filterConditions(names: SchemaNames, filter: TaskFilter, except?: Column): string[] {
  const columns = Object.entries(COLUMNS).flatMap(([column, name]) => {
    const value = filter[name];
    return value === undefined || column === except ? [] : `t.${column} = ${escapeLiteral(value)}`;
  });
  return [
    ...statesCondition(filter.state),
    ...columns,
    ...(filter.tags ?? []).map((tag) => tagCondition(names, tag)),
    ...(filter.labels === undefined ? [] : labelConditions(names, filter.labels)),
    ...(filter.reason === undefined ? [] : reasonConditions(names, filter.reason)),
    ...timeConditions(filter),
    ...(except === undefined ? numberConditions(names, filter) : []),
    ...(filter.ids === undefined ? [] : [idsCondition(filter.ids)]),
    ...(filter.text === undefined ? [] : [textCondition(names, filter.text)]),
  ];
}

const idsCondition = (ids: readonly string[]): string =>
  `t.job_id = ANY(${escapeLiteral(arrayLiteral(ids.map(jobIdOf)))}::uuid[])`;

const reasonConditions = ({ own }: SchemaNames, reason: WaitCode): string[] => [
  't.is_open',
  `t.number = ANY(ARRAY(SELECT w.number FROM ${own}.wait_codes(${MAX_COUNTED}) w WHERE w.code = ${escapeLiteral(reason)}))`,
];

/** States that a partial index has. */
export const OPEN: ReadonlySet<TaskState> = new Set<TaskState>(['scheduled', 'blocked', 'queued', 'running']);
/** States that another partial index has. */
export const BAD: ReadonlySet<TaskState> = new Set<TaskState>(['failed', 'cancelled', 'expired']);

/** Returns the states of a filter. */
export const statesOf = (wanted: TaskFilter['state']): ReadonlySet<TaskState> =>
  new Set(wanted === undefined ? TASK_STATES : [wanted].flat());

/** Whether a group has all of the states. */
export const isWithin = (states: ReadonlySet<TaskState>, group: ReadonlySet<TaskState>): boolean =>
  [...states].every((state) => group.has(state));

/** Returns conditions on states, first those of partial indexes. */
function statesCondition(wanted: TaskFilter['state']): string[] {
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
