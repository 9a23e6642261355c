import { escapeLiteral } from 'pg';
import { nearestStoredDate } from '../arguments/dates.ts';
import type { SchemaNames } from '../schema/names.ts';
import type { TaskFilter } from './list-options.ts';

/** The times of a filter. */
type Times = Pick<TaskFilter, 'createdAfter' | 'createdBefore' | 'finishedAfter' | 'finishedBefore'>;

/** By how much the times of submission of two tasks may be in another order than their numbers. In milliseconds. */
const SLACK = 3_600_000;

/** Between which numbers the tasks are that were submitted at the times of a filter, as expressions. */
export interface NumberRange {
  readonly from?: string | undefined;
  /** The first one after them. */
  readonly to?: string | undefined;
}

/** Returns the conditions of the times of a filter on rows `t`. */
export function timeConditions({
  createdAfter,
  createdBefore,
  finishedAfter,
  finishedBefore,
}: Times): string[] {
  return [
    ...compare('created_at >=', createdAfter),
    ...compare('created_at <', createdBefore),
    ...compare('finished_at >=', finishedAfter),
    ...compare('finished_at <', finishedBefore),
  ];
}

/** Returns the range of numbers that a filter is about: lists follow the numbers, and need not look at all others. */
export function numberRange(
  { own }: SchemaNames,
  { createdAfter, createdBefore, finishedBefore }: Times,
): NumberRange {
  const first = (time: number): string =>
    `(SELECT ${own}.first_number_since(${literalOf(nearestStoredDate(time))}))`;
  // What ended before a time was submitted before it.
  const ends = [createdBefore, finishedBefore].flatMap((end) => (end === undefined ? [] : end.getTime()));
  return {
    ...(createdAfter === undefined ? {} : { from: first(createdAfter.getTime() - SLACK) }),
    ...(ends.length === 0 ? {} : { to: first(Math.min(...ends) + SLACK) }),
  };
}

/** Returns the conditions of {@link numberRange} on rows `t`. */
export function numberConditions(names: SchemaNames, times: Times): string[] {
  const { from, to } = numberRange(names, times);
  return [
    ...(from === undefined ? [] : [`t.number >= ${from}`]),
    ...(to === undefined ? [] : [`t.number < ${to}`]),
  ];
}

const compare = (operator: string, time: Date | undefined): string[] =>
  time === undefined ? [] : [`t.${operator} ${literalOf(time)}`];

const literalOf = (time: Date): string => `${escapeLiteral(time.toISOString())}::timestamptz`;
