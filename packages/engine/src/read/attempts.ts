import type { TokenUsage, TaskErrorJson, TaskResult } from '@poppobuilder/core';
import type { TaskState } from '../job/task-state.ts';
import { withoutNull } from './summary-row.ts';
import type { AttemptOutcome, TaskAttempt } from './task-details.ts';

/** A change of state in the history. */
export interface StateChange {
  readonly state: TaskState;
  readonly attempt: number;
  readonly at: Date;
  readonly data?: StateData | null | undefined;
}

/** The data of a change of state in the history. */
export interface StateData {
  readonly engine?: string;
  readonly result?: TaskResult;
  readonly outcome?: string;
  readonly error?: TaskErrorJson;
  readonly reason?: string;
}

/** Returns the attempts in a history, in order. */
export function attemptsOf(history: readonly StateChange[]): TaskAttempt[] {
  const attempts: TaskAttempt[] = [];
  for (const { state, attempt, at, data } of history) {
    if (state === 'running') {
      attempts.push({
        attempt,
        startedAt: at,
        ...(data?.engine === undefined ? {} : { engine: data.engine }),
      });
      continue;
    }
    const last = attempts.at(-1);
    if (last === undefined || last.attempt !== attempt || last.endedAt !== undefined) continue;
    const { usage, costUsd } = expenseOf(data?.result ?? data?.error);
    const ended = { outcome: outcomeOf(state, data), endedAt: at, error: data?.error, usage, costUsd };
    attempts[attempts.length - 1] = { ...last, ...withoutNull(ended) };
  }
  return attempts;
}

/** Returns the usage and the cost of all attempts together, where they reported any. */
export function expenseOfAll(attempts: readonly TaskAttempt[]): { usage?: TokenUsage; costUsd?: number } {
  const costs = attempts.flatMap(({ costUsd }) => costUsd ?? []);
  const usages = attempts.flatMap(({ usage }) => usage ?? []);
  return {
    ...(usages.length === 0 ? {} : { usage: usages.reduce(addUsage) }),
    ...(costs.length === 0 ? {} : { costUsd: costs.reduce((sum, cost) => sum + cost, 0) }),
  };
}

const OUTCOMES: ReadonlySet<unknown> = new Set<AttemptOutcome>([
  'succeeded',
  'failed',
  'lost',
  'released',
  'deferred',
  'cancelled',
  'expired',
]);

function outcomeOf(state: TaskState, data: StateData | null | undefined): AttemptOutcome {
  if (OUTCOMES.has(data?.outcome)) return data?.outcome as AttemptOutcome;
  return OUTCOMES.has(state) ? (state as AttemptOutcome) : 'lost';
}

function expenseOf(reported: unknown): { usage?: TokenUsage | undefined; costUsd?: number | undefined } {
  const { usage, costUsd } = Object(reported) as { usage?: unknown; costUsd?: unknown };
  return {
    usage: isUsage(usage) ? usage : undefined,
    costUsd: typeof costUsd === 'number' ? costUsd : undefined,
  };
}

const TOKENS = ['inputTokens', 'outputTokens', 'cacheCreationInputTokens', 'cacheReadInputTokens'] as const;

const isUsage = (value: unknown): value is TokenUsage =>
  TOKENS.every((name) => typeof (Object(value) as Record<string, unknown>)[name] === 'number');

function addUsage(a: TokenUsage, b: TokenUsage): TokenUsage {
  return Object.fromEntries(TOKENS.map((name) => [name, a[name] + b[name]])) as unknown as TokenUsage;
}
