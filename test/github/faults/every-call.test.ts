import assert from 'node:assert/strict';
import { describe, it, vi } from 'vitest';
import { API_KEY } from '../../support/agent-project.ts';
import { FAULTS, type FaultCase, inject } from './every-fault.ts';
import { type Ending, QuickWorld } from './quick-world.ts';
import { type Prepared, type Scenario, SCENARIOS } from './scenarios.ts';
import { sample } from './sample.ts';

vi.setConfig({ testTimeout: 1_800_000 });

/** Worlds that are at work at once: most of the time they wait. */
const LANES = 3;

/** Faults that are tried of one scenario, unless all are asked for. */
const SAMPLE = 10;

interface Case {
  readonly fault: FaultCase;
  readonly call: number;
}

describe('a fault at any call leaves nothing doubled, lost or told, and a retry mends it', () => {
  it.each(SCENARIOS)('$title', async (scenario) => {
    const worlds = await Promise.all(Array.from({ length: LANES }, async () => QuickWorld.create()));
    try {
      const [first] = worlds;
      assert.ok(first);
      const calls = await callsOf(first, scenario);
      const cases = FAULTS.flatMap((fault) => calls.map((_, call): Case => ({ fault, call })));
      const queue = [...sample(cases, SAMPLE)];
      const failures: string[] = [];
      await Promise.all(
        worlds.map(async (world) => {
          for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
            const { fault, call } = next;
            const name = `${fault.title}, ${fault.span}, from call ${call}, ${calls[call]}`;
            try {
              await runWithFault(world, scenario, next);
            } catch (error) {
              failures.push(`${name}: ${error instanceof Error ? error.message : String(error)}`);
            } finally {
              world.github.faults.clear();
            }
          }
        }),
      );
      assert.deepEqual(failures, []);
    } finally {
      await Promise.all(worlds.map(async (world) => world[Symbol.asyncDispose]()));
    }
  });
});

/** The calls of a run without faults; what it leaves behind is looked at too. */
async function callsOf(quick: QuickWorld, scenario: Scenario): Promise<readonly string[]> {
  const prepared = await scenario.prepare(quick);
  const before = quick.github.faults.journal.length;
  const { error } = await quick.run(prepared.task);
  assert.equal(error, undefined);
  await assertLeft(quick, scenario, prepared);
  return quick.github.faults.journal.slice(before).map(({ method, path }) => `${method} ${path}`);
}

async function runWithFault(quick: QuickWorld, scenario: Scenario, { fault, call }: Case): Promise<void> {
  const { github } = quick;
  const prepared = await scenario.prepare(quick);
  const callsSince = inject(github, fault, call);
  const ending = await quick.run(prepared.task);
  const calls = callsSince();
  assert.ok(calls.length > 0, 'the call was never made');
  const writes = calls.filter(({ method }) => method !== 'GET');
  assertEnding(ending, fault);
  if (fault.isFinal && ending.error !== undefined) {
    assert.ok(calls.length <= 11, `${calls.length - 1} calls came after the one that failed`);
  }
  await assertSafe(quick, scenario, prepared, ending);
  const labels = await quick.labels(prepared.number);
  if (labels.includes('processing')) {
    const last = writes.findLast(({ path }) => path.includes('/labels'));
    const isRefused = last === undefined ? fault.span !== 'once' : (last.status ?? 500) >= 400;
    assert.ok(isRefused, 'the label says processing');
  }
  const [reply] = await quick.replies(prepared.number);
  if (reply?.body.includes('poppobuilder:claim') === true) {
    const last = writes.findLast(({ path }) => path.includes('/comments'));
    assert.ok((last?.status ?? 500) >= 400, 'the claim is still held');
  }
  const runs = quick.agentRuns(prepared.worktree);
  github.faults.clear();
  const retried = await quick.run(prepared.task);
  assert.equal(retried.error, undefined, `the retry failed: ${retried.error?.message}`);
  await assertSafe(quick, scenario, prepared, retried);
  await assertLeft(quick, scenario, prepared, ending.error !== undefined);
  if (runs > 0)
    assert.equal(quick.agentRuns(prepared.worktree), scenario.leaves.agentRuns, 'runs of the agent');
}

function assertEnding({ error }: Ending, fault: FaultCase): void {
  if (error === undefined) return;
  assert.ok(!fault.isOvercome, `it ended: ${error.message}`);
  assert.ok(['GITHUB_FAILED', 'RATE_LIMITED', 'NOT_PERMITTED'].includes(error.code), error.code);
  assert.equal(error.retryable, fault.isRetryable, `retryable of ${error.code}: ${error.message}`);
}

/** What must never be, however the task ended. */
async function assertSafe(
  quick: QuickWorld,
  { leaves }: Scenario,
  { number, branch }: Prepared,
  { told }: Ending,
): Promise<void> {
  const replies = await quick.replies(number);
  const reviews = await quick.reviews(number).catch(() => []);
  assert.ok(replies.length <= 1, `${replies.length} replies`);
  assert.ok((await quick.pullsOf(branch)).length <= 1, 'a second pull request');
  assert.ok(reviews.length <= leaves.reviews, `${reviews.length} reviews`);
  assert.ok(quick.commits(branch) <= leaves.commits, `${quick.commits(branch)} commits`);
  const texts = [told, ...replies.map(({ body }) => body), ...reviews].join('\n');
  for (const secret of [API_KEY, quick.github.token('poppo-bot')]) {
    assert.ok(!texts.includes(secret), 'a secret was told');
  }
}

/** What a task leaves behind in the end. */
async function assertLeft(
  quick: QuickWorld,
  { leaves }: Scenario,
  { number, branch, worktree }: Prepared,
  isLabelled = true,
): Promise<void> {
  const replies = await quick.replies(number);
  assert.equal(replies.length, leaves.replies, 'replies');
  assert.doesNotMatch(replies.map(({ body }) => body).join('\n'), /poppobuilder:claim|Sorry/);
  assert.equal(quick.commits(branch), leaves.commits, 'commits');
  assert.equal((await quick.pullsOf(branch)).length, leaves.pulls, 'pull requests');
  if (leaves.reviews > 0) assert.equal((await quick.reviews(number)).length, leaves.reviews, 'reviews');
  assert.equal(quick.agentRuns(worktree), leaves.agentRuns, 'runs of the agent');
  if (isLabelled) assert.deepEqual(await quick.labels(number), [leaves.label], 'labels');
}
