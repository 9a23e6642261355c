import { TaskError } from '@poppobuilder/core';
import { expect, it } from 'vitest';
import { AgentError } from './agent-error.ts';
import { type StuckStep, whileProgressing } from './no-progress.ts';

const usage = { inputTokens: 10, outputTokens: 5, cacheCreationInputTokens: 0, cacheReadInputTokens: 0 };
const failure = (): AgentError =>
  new AgentError({ message: 'It was killed.', retryable: true, usage, costUsd: 0.5, sessionId: 'one' });

/** Resolves with the errors of attempts that leave these files, one after the other. */
async function attempts(left: readonly string[], error: () => TaskError = failure): Promise<TaskError[]> {
  let steps: Partial<StuckStep> = {};
  const errors: TaskError[] = [];
  for (const files of left) {
    const journal = {
      steps,
      record: async (recorded: Partial<StuckStep>): Promise<void> => void (steps = recorded),
    };
    const context = { isLastAttempt: false, mayDefer: true, signal: new AbortController().signal };
    const run = async (): Promise<never> => Promise.reject(error());
    await whileProgressing({ context, journal, left: async () => files }, run).catch(
      (thrown: unknown) => void errors.push(thrown as TaskError),
    );
  }
  return errors;
}

const codesOf = (errors: readonly TaskError[]): string[] => errors.map(({ code }) => code);

it('the third run in a row that leaves the same is the last one, and keeps what it cost', async () => {
  const errors = await attempts(['a', 'a', 'a']);
  expect(codesOf(errors)).toEqual(['AGENT_FAILED', 'AGENT_FAILED', 'NO_PROGRESS']);
  expect(errors[2]).toMatchObject({ retryable: false, usage, costUsd: 0.5, cause: { code: 'AGENT_FAILED' } });
});

it('a run that leaves something else begins the count anew, and one that is deferred does not count', async () => {
  expect(codesOf(await attempts(['a', 'a', 'b', 'b']))).not.toContain('NO_PROGRESS');
  const limit = (): TaskError => new TaskError({ code: 'USAGE_LIMIT', message: 'At it.', deferred: true });
  expect(codesOf(await attempts(['a', 'a', 'a', 'a'], limit))).not.toContain('NO_PROGRESS');
});
