import assert from 'node:assert/strict';
import { it, vi } from 'vitest';
import { answerJson } from '../support/github/exchange.ts';
import { WRITES_A_FILE } from './faults/quick-agent.ts';
import { QuickWorld } from './faults/quick-world.ts';

vi.setConfig({ testTimeout: 60_000 });

const costIn = (body = ''): number => Number(/\$([\d.]+) USD/.exec(body)?.[1]);

it('the reply of a retry states the cost of all attempts, and the result that of the last one', async () => {
  await using quick = await QuickWorld.create();
  const number = await quick.openIssue();
  const task = quick.world.task('process-issue', { issueNumber: number });
  // What a killed agent cost is estimated.
  quick.agent.does('kill -9 $$');
  assert.equal((await quick.run(task)).error?.code, 'AGENT_FAILED');
  const lost = costIn((await quick.replies(number))[0]?.body);
  assert.ok(lost > 0);
  quick.agent.does(WRITES_A_FILE);
  const { result } = await quick.run(task);
  assert.equal(result?.['costUsd'], 0.01);
  const [reply, ...others] = await quick.replies(number);
  assert.deepEqual(others, []);
  assert.equal(costIn(reply?.body).toFixed(2), (lost + 0.01).toFixed(2));
});

it('no agent runs when the token may not push', async () => {
  await using quick = await QuickWorld.create({ identity: 'mallory' });
  const number = await quick.openIssue();
  const config = { ...quick.world.projectConfig, authors: { allow: ['anna'] } };
  const task = { ...quick.world.task('process-issue', { issueNumber: number }), projectConfig: config };
  // The emulator tells everybody that all is permitted.
  const answer = answerJson(200, { full_name: 'acme/shop', permissions: { push: false } });
  quick.github.faults.add({ method: 'GET', path: /^\/repos\/acme\/shop$/, fault: { answer } });
  const { error } = await quick.run(task);
  assert.match(error?.message ?? '', /The token may not push to acme\/shop, so the agent was not started/);
  assert.equal(error?.retryable, false);
  assert.equal(quick.agentRuns(`issue-${number}`), 0);
  assert.match((await quick.comments(number))[0]?.body ?? '', /Sorry/);
});

it('an issue number is rejected where a pull request is expected, and the reverse', async () => {
  await using quick = await QuickWorld.create();
  const number = await quick.openIssue();
  const { error } = await quick.run(quick.world.task('process-pr', { prNumber: number, action: 'opened' }));
  assert.match(error?.message ?? '', /There is no pull request #1.*For an issue, use process-issue/);
});

it('an unknown number is reported as an unknown issue', async () => {
  await using quick = await QuickWorld.create();
  const number = await quick.openIssue();
  const comment = { ...(await quick.comment(number, 'Go on.')) };
  const { error } = await quick.run(quick.world.task('process-comment', { issueNumber: 99, comment }));
  assert.match(error?.message ?? '', /issues\/99 with 404/);
});
