import { escapeLiteral } from 'pg';
import type { EngineContext } from '../engine-context.ts';
import type { SchemaNames } from '../schema/names.ts';
import { emptyPendingList, indexTexts } from '../search/index-texts.ts';
import { textPage } from '../search/text-page.ts';
import { toWaitReason, type WaitReasonRow } from '../waiting/wait-reason.ts';
import {
  BAD,
  type Column,
  COLUMNS,
  filterConditions,
  isWithin,
  OPEN,
  statesOf,
} from './filter-conditions.ts';
import { type ListOptions, parseListOptions, type TaskPage } from './list-options.ts';
import { type NumberRange, numberRange } from './time-conditions.ts';
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
  const rows = await database.retryWhileUnavailable(async () => {
    if (options.text !== undefined) {
      await indexTexts({ database, names });
      await emptyPendingList({ database, names });
    }
    return database.query<ListedRow>(statement);
  });
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
  const { text, limit = DEFAULT_LIMIT } = options;
  const count = limit + 1;
  const page =
    text === undefined
      ? pageStatement(names, options, count)
      : textPage(names, { ...options, text }, count, (filter, size) => pageStatement(names, filter, size));
  const reason =
    options.reasons === false
      ? ''
      : `LEFT JOIN ${own}.first_reasons(ARRAY(SELECT job_id FROM page WHERE is_open)) r USING (number)`;
  const columns = reason === '' ? SUMMARY_COLUMNS : `${SUMMARY_COLUMNS}, r.reason`;
  return `WITH page AS MATERIALIZED (${page}) SELECT ${columns} FROM page t ${reason} ORDER BY number DESC`;
}

/** Returns the statement for the newest tasks that match options without a text. */
function pageStatement(names: SchemaNames, options: ListOptions, count: number): string {
  const { after = MAX_NUMBER } = options;
  const pinned = pinnedColumn(options);
  const value = pinned === undefined ? undefined : options[COLUMNS[pinned]];
  const conditions = [
    ...filterConditions(names, options, pinned),
    ...(pinned === undefined || value === undefined
      ? []
      : [pin(pinned, value, { after, ...numberRange(names, options) })]),
    ...(after === MAX_NUMBER || pinned !== undefined ? [] : [`t.number < ${escapeLiteral(after)}`]),
  ];
  const where = conditions.length === 0 ? '' : `WHERE ${conditions.join(' AND ')}`;
  const order = pinned === undefined ? 't.number DESC' : `t.${pinned} DESC, t.number DESC`;
  return `SELECT * FROM ${names.own}.task t ${where} ORDER BY ${order} LIMIT ${count}`;
}

/** Greater than the number of every task. */
const MAX_NUMBER = String(2n ** 63n - 1n);

/**
 * Returns the column whose index must be used. Postgres assumes that values are spread evenly, and would look for tasks of a
 * project that was active long ago among all newer tasks. With several columns, or a state with an index, it chooses.
 */
function pinnedColumn({
  ids,
  tags,
  reason,
  flow,
  key,
  projectId,
  type,
  state,
}: ListOptions): Column | undefined {
  if (ids !== undefined || tags !== undefined || reason !== undefined) return undefined;
  if (flow !== undefined) return 'flow';
  if (key !== undefined) return 'key';
  const states = statesOf(state);
  if (isWithin(states, OPEN) || isWithin(states, BAD)) return undefined;
  if (projectId !== undefined) return type === undefined ? 'project_id' : undefined;
  return type === undefined ? undefined : 'type';
}

/** Returns an equation written as a range, so that only the index of the column has the required order. */
function pin(
  column: Column,
  value: string,
  { after, from, to }: NumberRange & { readonly after: string },
): string {
  const literal = escapeLiteral(value);
  const first =
    from === undefined ? `t.${column} >= ${literal}` : `(t.${column}, t.number) >= (${literal}, ${from})`;
  const end = to === undefined ? `${after}::bigint` : `least(${after}::bigint, ${to})`;
  return `${first} AND (t.${column}, t.number) < (${literal}, ${end})`;
}
