import assert from 'node:assert/strict';
import { afterAll, describe, expect, inject, it, vi } from 'vitest';
import { API_KEY } from '../../support/agent-project.ts';
import { sample } from '../../support/random.ts';
import { FAULTS, type FaultCase, injectFault } from './every-fault.ts';
import { type Ending, QuickWorld } from './quick-world.ts';
import { type Prepared, type Scenario, SCENARIOS } from './scenarios.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

interface Case {
  readonly fault: FaultCase;
  readonly call: number;
  readonly name: string;
}

const quick = await QuickWorld.create();
afterAll(async () => quick[Symbol.asyncDispose]());

const scenarios: { readonly scenario: Scenario; readonly title: string; readonly cases: readonly Case[] }[] =
  [];
for (const scenario of SCENARIOS)
  scenarios.push({ scenario, title: scenario.title, cases: await casesOf(scenario) });

describe.each(scenarios)('$title duplicates, loses and leaks nothing, and a retry completes it:', (given) => {
  it.each(given.cases)('$fault.title, $fault.span, from call $call: $name', async (one) => {
    try {
      await expect(runWithFault(given.scenario, one)).resolves.toBeUndefined();
    } finally {
      quick.github.faults.clear();
    }
  });
});

/** Some faults at some of the calls that the scenario makes. A run without faults finds these calls. */
async function casesOf(scenario: Scenario): Promise<readonly Case[]> {
  const calls = await callsOf(scenario);
  const cases = FAULTS.flatMap((fault) => calls.map((name, call): Case => ({ fault, call, name })));
  return sample(cases, inject('counts').gitHubFaults, inject('seed'));
}

/** The calls of a run without faults; what it leaves behind is checked too. */
async function callsOf(scenario: Scenario): Promise<readonly string[]> {
  const prepared = await scenario.prepare(quick);
  const before = quick.github.faults.journal.length;
  const { error } = await quick.run(prepared.task);
  assert.equal(error, undefined);
  await assertLeft(scenario, prepared);
  return quick.github.faults.journal.slice(before).map(({ method, path }) => `${method} ${path}`);
}

async function runWithFault(scenario: Scenario, { fault, call }: Case): Promise<void> {
  const { github } = quick;
  const prepared = await scenario.prepare(quick);
  const callsSince = injectFault(github, fault, call);
  const ending = await quick.run(prepared.task);
  const calls = callsSince();
  assert.ok(calls.length > 0, 'the call was never made');
  const writes = calls.filter(({ method }) => method !== 'GET');
  assertEnding(ending, fault);
  if (fault.isFinal && ending.error !== undefined) {
    assert.ok(calls.length <= 11, `${calls.length - 1} calls came after the one that failed`);
  }
  await assertSafe(scenario, prepared, ending);
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
  await assertSafe(scenario, prepared, retried);
  await assertLeft(scenario, prepared, ending.error !== undefined);
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
