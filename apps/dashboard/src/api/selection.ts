import type { TaskFilter } from './task-filter.ts';
import type { TaskState } from './types.ts';

/** The tasks that an action changes: those with these ids, or all that match a filter. */
export type Selection = { readonly ids: readonly string[] } | { readonly filter: TaskFilter };

/** A selection as requests have it. */
interface RequestedSelection {
  readonly ids?: string[];
  readonly filter?: Omit<TaskFilter, 'state'> & { readonly state?: TaskState[] };
}

/** The ids that one request may have. */
const MAX_IDS = 1_000;

/** Returns the selection in parts that a request may have, in order. */
export function partsOf(selection: Selection): readonly RequestedSelection[] {
  if ('filter' in selection) {
    const { state, ...rest } = selection.filter;
    return [{ filter: { ...rest, ...(state === undefined ? {} : { state: [...state] }) } }];
  }
  const { ids } = selection;
  return Array.from({ length: Math.ceil(ids.length / MAX_IDS) }, (_, index) => ({
    ids: ids.slice(index * MAX_IDS, (index + 1) * MAX_IDS),
  }));
}
