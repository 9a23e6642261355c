import { assertArgument } from './assert-argument.ts';
import type { TaskSummary } from '../contract/tasks.ts';

/** Tasks that wait for the same thing. */
export interface WaitGroup {
  readonly code: string;
  readonly message: string;
  /** When the last of them stops waiting for it, if that is known. */
  readonly until: string | undefined;
  readonly tasks: readonly TaskSummary[];
}

/** Groups tasks by why they wait; the largest group comes first. */
export function groupByReason(tasks: readonly TaskSummary[]): readonly WaitGroup[] {
  const isList = Array.isArray(tasks) && tasks.every((task) => Object(task) === task);
  assertArgument(isList, 'groupByReason()', 'tasks must be a list of tasks');
  const groups = Map.groupBy(tasks, ({ state, waitingFor }) =>
    waitingFor === undefined ? state : `${waitingFor.code} ${waitingFor.message}`,
  );
  return [...groups.values()]
    .map((group) => {
      const ends = group.flatMap(({ waitingFor }) => waitingFor?.until ?? []).toSorted();
      const [first] = group;
      return {
        code: first?.waitingFor?.code ?? first?.state ?? '',
        message: first?.waitingFor?.message ?? '',
        until: ends.at(-1),
        tasks: group,
      };
    })
    .toSorted((a, b) => b.tasks.length - a.tasks.length);
}
