import { TASK_STATES } from '@poppobuilder/api/client';
import type { TaskFilter } from '../../api/task-filter.ts';
import { WAITING_STATES } from '../../api/task-states.ts';

/** What the state filter offers: each state, and all that wait. */
export const STATE_CHOICES = ['waiting', ...TASK_STATES] as const;

export type StateChoice = (typeof STATE_CHOICES)[number];

/** The filter of the list, as its URL has it. */
export interface TaskSearch {
  readonly state?: string | undefined;
  readonly project?: string | undefined;
  readonly type?: string | undefined;
  readonly text?: string | undefined;
}

const textOf = (value: unknown): string | undefined => {
  if (typeof value !== 'string' && typeof value !== 'number') return undefined;
  return value === '' ? undefined : String(value);
};

/** Reads the filter from the parameters of a URL. */
export function readTaskSearch({ state, project, type, text }: Record<string, unknown>): TaskSearch {
  const read = { state: textOf(state), project: textOf(project), type: textOf(type), text: textOf(text) };
  return Object.fromEntries(Object.entries(read).filter(([, value]) => value !== undefined));
}

export const isStateChoice = (value: string | undefined): value is StateChoice =>
  STATE_CHOICES.some((choice) => choice === value);

/** Returns what to ask the daemon for. */
export function filterOf({ state, ...rest }: TaskSearch): TaskFilter {
  if (!isStateChoice(state)) return rest;
  return { ...rest, state: state === 'waiting' ? WAITING_STATES : [state] };
}
