import assert from 'node:assert/strict';
import { withBench } from './agent-bench.ts';
import type { ModelTurn } from './agent-under-test.ts';
import type { UnboundTest } from './conformance-test.ts';

interface Refusal {
  readonly title: string;
  readonly turn: ModelTurn;
  readonly code: string;
  readonly retryable: boolean;
}

const REFUSALS: readonly Refusal[] = [
  { title: 'a bad request', turn: { refuses: 400 }, code: 'AGENT_FAILED', retryable: false },
  { title: 'refused credentials', turn: { refuses: 401 }, code: 'AGENT_FAILED', retryable: false },
  { title: 'too many requests', turn: { refuses: 429 }, code: 'RATE_LIMITED', retryable: true },
  { title: 'a broken API', turn: { refuses: 500 }, code: 'AGENT_FAILED', retryable: true },
];

/** Conformance tests for failures. */
export const failureConformance: readonly UnboundTest[] = [
  ...REFUSALS.map(({ title, turn, code, retryable }): UnboundTest => ({
    title: `fails with ${code} ${retryable ? 'that may be repeated' : 'for good'} on ${title}`,
    verify: (agent) =>
      withBench(agent, [turn], async (bench) => {
        const error = await bench.fail({ prompt: 'Hello.' });
        assert.equal(error.code, code, error.message);
        assert.equal(error.retryable, retryable);
        assert.equal(error.component, 'agent');
        assert.equal(error.costUsd, 0);
      }),
  })),
  {
    title: 'fails with USAGE_LIMIT until the account may be used again',
    verify: async (agent) => {
      const until = Math.ceil(Date.now() / 60_000 + 60) * 60_000;
      await withBench(agent, [{ limitedUntil: until }], async (bench) => {
        const error = await bench.fail({ prompt: 'Hello.' });
        assert.equal(error.code, 'USAGE_LIMIT', error.message);
        assert.equal(error.retryable, true);
        const retryAt = Date.now() + (error.retryAfter ?? 0);
        assert.ok(
          Math.abs(retryAt - until) < 60_000,
          `retryAfter leads to ${new Date(retryAt).toISOString()}`,
        );
        assert.ok(error.hint?.includes(new Date(until).toISOString()) === true, error.hint ?? 'no hint');
      });
    },
  },
  {
    title: 'fails with COMPONENT_FAILED and a hint where its executable or its folder is missing',
    verify: (agent) =>
      withBench(agent, [], async (bench) => {
        const missing = await bench.failToStart({ prompt: 'Hello.' });
        assert.equal(missing.code, 'COMPONENT_FAILED', missing.message);
        assert.match(missing.message, /"agent-that-is-not-there" was not found/);
        assert.match(missing.hint ?? '', /agent\.command/);
        const nowhere = await bench.fail({ prompt: 'Hello.', cwd: '/nowhere/at/all' });
        assert.equal(nowhere.code, 'COMPONENT_FAILED', nowhere.message);
        assert.match(nowhere.message, /\/nowhere\/at\/all does not exist/);
      }),
  },
  {
    title: 'bypasses permissions only where the operator allows it',
    verify: (agent) =>
      withBench(agent, [], async (bench) => {
        const error = await bench.fail({ prompt: 'Hello.', permissionMode: 'bypassPermissions' });
        assert.equal(error.code, 'PERMISSION_DENIED', error.message);
        assert.deepEqual(bench.api.requests(), []);
      }),
  },
];
