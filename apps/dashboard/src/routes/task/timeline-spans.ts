import type { TaskMoment, TaskState } from '../../api/types.ts';

/** A stretch of time. Without an end, it goes on. */
interface Stretch {
  readonly from: string;
  readonly to?: string | undefined;
}

/** A stage of an attempt. */
export interface StageSpan extends Stretch {
  readonly stage: string;
}

/** What a task did between two changes of its state: waited, or was attempted. */
export interface TimelineSpan extends Stretch {
  readonly state: TaskState;
  readonly attempt: number;
  /** Why it waits, where that was recorded. */
  readonly reason?: string | undefined;
  /** How the attempt ended. */
  readonly outcome?: string | undefined;
  readonly stages: readonly StageSpan[];
}

/** Returns what a task waited for, its attempts and their stages, from the moments of its history in order. */
export function spansOf(moments: readonly TaskMoment[]): readonly TimelineSpan[] {
  const changes = moments.flatMap((moment, index) =>
    moment.state === undefined ? [] : [{ ...moment, state: moment.state, index }],
  );
  return changes.flatMap(({ state, attempt, at, reason, index }, place) => {
    if (isFinal(state)) return [];
    const next = changes[place + 1];
    const isAttempt = state === 'running';
    return {
      state,
      attempt,
      from: at,
      to: next?.at,
      reason: isAttempt ? undefined : reason,
      outcome: isAttempt ? (next?.outcome ?? next?.state) : undefined,
      stages: stagesOf(moments.slice(index + 1, next?.index), next?.at),
    };
  });
}

function stagesOf(moments: readonly TaskMoment[], end: string | undefined): readonly StageSpan[] {
  const begun = moments.flatMap(({ stage, at }) => (stage === undefined ? [] : [{ stage, from: at }]));
  return begun.map((stage, index) => ({ ...stage, to: begun[index + 1]?.from ?? end }));
}

function isFinal(state: TaskState): boolean {
  return state === 'succeeded' || state === 'failed' || state === 'cancelled' || state === 'expired';
}
