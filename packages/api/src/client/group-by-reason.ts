import type { TaskSummary } from '../contract/tasks.ts';
import type { Waiting } from '../contract/waiting.ts';
import { assertArgument } from './assert-argument.ts';

/** Tasks that wait for the same kind of thing. */
export interface WaitGroup {
  readonly code: string;
  /** How many wait for it. */
  readonly count: number;
  /** What the newest of them wait for, in words: the most frequent first, at most 3. */
  readonly messages: readonly string[];
  /** When the last of those stops waiting for it, if that is known. */
  readonly until: string | undefined;
}

/** Counts of all waiting tasks by reason, as `GET /waiting` returns them. */
export type WaitCounts = Waiting['items'];

const MAX_MESSAGES = 3;

/**
 * Groups waiting tasks by why they wait; the largest group comes first.
 *
 * @param counts - of all tasks
 * @param tasks - some of them, such as the newest, which say it in words
 */
export function groupByReason(counts: WaitCounts, tasks: readonly TaskSummary[]): readonly WaitGroup[] {
  for (const [name, list] of Object.entries({ counts, tasks })) {
    const isList = Array.isArray(list) && list.every((item) => Object(item) === item);
    assertArgument(isList, 'groupByReason()', `${name} must be a list of objects`);
  }
  return counts.map(({ code, count }) => {
    const reasons = tasks.flatMap(({ waitingFor }) => (waitingFor?.code === code ? waitingFor : []));
    const messages = Map.groupBy(reasons, ({ message }) => message);
    return {
      code,
      count,
      messages: [...messages]
        .toSorted(([, a], [, b]) => b.length - a.length)
        .slice(0, MAX_MESSAGES)
        .map(([message]) => message),
      until: reasons
        .flatMap(({ until }) => until ?? [])
        .toSorted()
        .at(-1),
    };
  });
}
