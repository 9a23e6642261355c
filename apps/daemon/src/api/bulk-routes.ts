import type { TaskFilter as RequestedFilter } from '@poppobuilder/api';
import { TaskError } from '@poppobuilder/core';
import type { Engine, TaskFilter, TaskState } from '@poppobuilder/engine';
import { api } from './implementer.ts';
import { engineFilter } from './task-filter.ts';

/** How many tasks are changed unless the request says it. */
const PAGE = 200;

/** How many tasks are changed at the same time. */
const PARALLEL = 4;

/** The states in which an action changes tasks, by the words of its summary. */
const AFFECTED = {
  cancel: { running: ['running'], waiting: ['queued', 'scheduled', 'blocked'] },
  retry: { failed: ['failed'], cancelled: ['cancelled'], expired: ['expired'] },
} as const satisfies Record<string, Record<string, readonly TaskState[]>>;

const VERBS = { cancel: 'cancels', retry: 'retries' } as const;

type Action = keyof typeof AFFECTED;

/** The tasks that a request selects. */
interface Selection {
  readonly ids?: readonly string[] | undefined;
  readonly filter?: RequestedFilter | undefined;
}

/** The routes of actions on many tasks. */
export const bulkRoutes = api.bulk.router({
  preview: api.bulk.preview.handler(async ({ input: { action, ...selection }, context: { daemon } }) => {
    const counts = await daemon.engine.tasks.counts(filterOf(selection));
    const affected = statesOf(action);
    const states = { ...counts };
    let skipped = 0;
    for (const [state, count] of Object.entries(counts) as [TaskState, number][]) {
      if (affected.includes(state)) continue;
      states[state] = 0;
      skipped += count;
    }
    const count = affected.reduce((sum, state) => sum + states[state], 0);
    return { summary: summaryOf(action, states, count), count, states, skipped };
  }),
  run: api.bulk.run.handler(async ({ input, context: { daemon, caller } }) => {
    const {
      action,
      reason = `It was cancelled by ${caller.name}.`,
      after,
      limit = PAGE,
      ...selection
    } = input;
    const filter = filterOf(selection);
    const { tasks, next } = await daemon.engine.tasks.list({
      ...filter,
      state: chosenStates(action, filter.state),
      reasons: false,
      limit,
      after,
    });
    const ids = tasks.map(({ id }) => id);
    // Tasks that others depend on are older, and have to be retried first.
    if (action === 'retry') ids.reverse();
    const outcomes = await change(daemon.engine, action, { ids, reason });
    const failed = outcomes.filter((outcome) => 'code' in outcome);
    const done = outcomes.filter((outcome) => 'state' in outcome);
    return { done, failed, ...(next === undefined ? {} : { next }) };
  }),
});

const statesOf = (action: Action): readonly TaskState[] => Object.values(AFFECTED[action]).flat();

function filterOf({ ids, filter = {} }: Selection): TaskFilter {
  return { ...engineFilter(filter), ids };
}

/** The states of a filter in which the action changes something; where there are none, the page of tasks is empty. */
function chosenStates(action: Action, wanted: TaskFilter['state']): readonly TaskState[] {
  const affected = statesOf(action);
  if (wanted === undefined) return affected;
  const chosen = [wanted].flat().filter((state) => affected.includes(state));
  if (chosen.length > 0) return chosen;
  const message = `The action "${action}" changes no tasks in the states of the filter. Use ${affected.join(', ')}.`;
  throw new TaskError({ code: 'INVALID_REQUEST', message });
}

function summaryOf(action: Action, states: Readonly<Record<TaskState, number>>, count: number): string {
  if (count === 0) return `${VERBS[action]} nothing`;
  const parts = Object.entries<readonly TaskState[]>(AFFECTED[action]).flatMap(([word, of]) => {
    const sum = of.reduce((total, state) => total + states[state], 0);
    return sum === 0 ? [] : `${sum} ${word}`;
  });
  return `${VERBS[action]} ${count}: ${parts.join(', ')}`;
}

type Outcome =
  | { readonly id: string; readonly state: TaskState }
  | { readonly id: string; readonly code: string; readonly message: string };

async function change(
  { tasks }: Engine,
  action: Action,
  { ids, reason }: { readonly ids: readonly string[]; readonly reason: string },
): Promise<Outcome[]> {
  const outcomes: Outcome[] = [];
  const one = async (id: string): Promise<Outcome> => {
    try {
      const { state } = await (action === 'cancel' ? tasks.cancel(id, { reason }) : tasks.retry(id));
      return { id, state };
    } catch (error) {
      if (!TaskError.is(error)) throw error;
      return { id, code: error.code, message: error.message };
    }
  };
  for (let begin = 0; begin < ids.length; begin += PARALLEL) {
    outcomes.push(...(await Promise.all(ids.slice(begin, begin + PARALLEL).map(one))));
  }
  return outcomes;
}
