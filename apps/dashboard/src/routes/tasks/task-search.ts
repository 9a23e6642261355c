import { TASK_STATES, WAIT_CODES } from '@poppobuilder/api/client';
import type { TaskFilter } from '../../api/task-filter.ts';
import { WAITING_STATES } from '../../api/task-states.ts';

/** What the state filter offers: each state, and all that wait. */
export const STATE_CHOICES = ['waiting', ...TASK_STATES] as const;

type StateChoice = (typeof STATE_CHOICES)[number];

/** The filters by time. */
export const TIMES = ['createdAfter', 'createdBefore', 'finishedAfter', 'finishedBefore'] as const;

/** The names of all filters. */
const FILTERS = ['state', 'project', 'type', 'tag', 'label', 'reason', ...TIMES, 'text'] as const;

/** The filter of the list, as its URL has it. Times are in ISO 8601. */
export type TaskSearch = { readonly [Name in (typeof FILTERS)[number]]?: string | undefined };

/** What a URL asks for that does not exist. */
export type UnknownFilter =
  | { readonly kind: 'state' | 'time' | 'label' | 'reason'; readonly value: string }
  | { readonly kind: 'filter'; readonly value: string };

const textOf = (value: unknown): string | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return value === '' ? undefined : String(value);
};

/** Reads the filter from the parameters of a URL. */
export function readTaskSearch(parameters: Record<string, unknown>): TaskSearch {
  return Object.fromEntries(
    FILTERS.flatMap((name) => {
      const value = textOf(parameters[name]);
      return value === undefined ? [] : [[name, value]];
    }),
  );
}

const isStateChoice = (value: string | undefined): value is StateChoice =>
  STATE_CHOICES.some((choice) => choice === value);

const isTime = (value: string | undefined): value is string =>
  value !== undefined && /^\d{4}-\d\d-\d\dT/.test(value) && !Number.isNaN(Date.parse(value));

const isReason = (value: string): boolean => WAIT_CODES.some((code) => code === value);

const isLabel = (value: string): boolean => /^[A-Za-z0-9][A-Za-z0-9_.-]{0,62}$/.test(value);

/** Returns what to ask the daemon for. */
export function filterOf({ state, ...rest }: TaskSearch): TaskFilter {
  const times = TIMES.flatMap((name) => {
    const time = rest[name];
    return isTime(time) ? [[name, new Date(time).toISOString()]] : [];
  });
  const { project, type, tag, label, reason, text } = rest;
  const known = {
    project,
    type,
    tag,
    label: label !== undefined && isLabel(label) ? label : undefined,
    reason: reason !== undefined && isReason(reason) ? reason : undefined,
    text,
  };
  const named = Object.entries(known).filter(([, value]) => value !== undefined);
  const filter = Object.fromEntries([...named, ...times]) as TaskFilter;
  if (!isStateChoice(state)) return filter;
  return { ...filter, state: state === 'waiting' ? WAITING_STATES : [state] };
}

/** Returns what there is not of that which the parameters of a URL ask for. */
export function unknownIn(search: TaskSearch, names: Iterable<string>): readonly UnknownFilter[] {
  const { state, label, reason } = search;
  return [
    ...(state === undefined || isStateChoice(state) ? [] : [{ kind: 'state', value: state } as const]),
    ...(label === undefined || isLabel(label) ? [] : [{ kind: 'label', value: label } as const]),
    ...(reason === undefined || isReason(reason) ? [] : [{ kind: 'reason', value: reason } as const]),
    ...TIMES.flatMap((name) => {
      const value = search[name];
      return value === undefined || isTime(value) ? [] : [{ kind: 'time', value } as const];
    }),
    ...[...names].flatMap((value) =>
      FILTERS.some((name) => name === value) ? [] : [{ kind: 'filter', value } as const],
    ),
  ];
}
