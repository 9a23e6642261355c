import { describe, expect, it } from 'vitest';
import { attemptsOf, expenseOfAll, type StateChange } from './attempts.ts';

const at = (second: number): Date => new Date(second * 1_000);
const usage = { inputTokens: 1, outputTokens: 2, cacheCreationInputTokens: 3, cacheReadInputTokens: 4 };
const failure = { name: 'AgentError', code: 'AGENT_FAILED', message: 'It fails.', retryable: true };

const HISTORY: readonly StateChange[] = [
  { state: 'queued', attempt: 0, at: at(0) },
  { state: 'running', attempt: 1, at: at(1), data: { engine: 'a' } },
  {
    state: 'queued',
    attempt: 1,
    at: at(2),
    data: { outcome: 'failed', error: { ...failure, costUsd: 0.5, usage } },
  },
  { state: 'running', attempt: 2, at: at(3), data: { engine: 'b' } },
  { state: 'queued', attempt: 2, at: at(4), data: { outcome: 'lost' } },
  { state: 'running', attempt: 3, at: at(5), data: { engine: 'a' } },
  { state: 'succeeded', attempt: 3, at: at(6), data: { result: { success: true, costUsd: 0.25, usage } } },
];

describe('attempts', () => {
  it('are distinguished in the history, with their outcomes', () => {
    expect(attemptsOf(HISTORY)).toEqual([
      {
        attempt: 1,
        outcome: 'failed',
        startedAt: at(1),
        endedAt: at(2),
        engine: 'a',
        error: { ...failure, costUsd: 0.5, usage },
        costUsd: 0.5,
        usage,
      },
      { attempt: 2, outcome: 'lost', startedAt: at(3), endedAt: at(4), engine: 'b' },
      {
        attempt: 3,
        outcome: 'succeeded',
        startedAt: at(5),
        endedAt: at(6),
        engine: 'a',
        costUsd: 0.25,
        usage,
      },
    ]);
  });

  it('have no outcome while they run', () => {
    expect(attemptsOf(HISTORY.slice(0, 4)).at(-1)).toEqual({ attempt: 2, startedAt: at(3), engine: 'b' });
  });

  it('have a total cost', () => {
    expect(expenseOfAll(attemptsOf(HISTORY))).toEqual({
      costUsd: 0.75,
      usage: { inputTokens: 2, outputTokens: 4, cacheCreationInputTokens: 6, cacheReadInputTokens: 8 },
    });
    expect(expenseOfAll([])).toEqual({});
  });

  it('do not include a cancellation before the start, or a manual retry', () => {
    expect(attemptsOf([{ state: 'cancelled', attempt: 0, at: at(1) }])).toEqual([]);
    const retried: StateChange = { state: 'queued', attempt: 3, at: at(7), data: { outcome: 'retried' } };
    expect(attemptsOf([...HISTORY, retried])).toEqual(attemptsOf(HISTORY));
  });
});
