import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { BOT, QuickWorld } from './quick-world.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let quick: QuickWorld;
beforeAll(async () => {
  quick = await QuickWorld.create();
});
afterAll(async () => quick[Symbol.asyncDispose]());

const claimOf = (task: string, until: string): string =>
  `<!-- poppobuilder:reply task=${task} -->\n<!-- poppobuilder:claim owner=worker task=${task} until=${until} -->\nI am on it.`;

const DAY = 86_400_000;
const PAST = new Date(Date.now() - DAY).toISOString();
const FUTURE = new Date(Date.now() + DAY).toISOString();

/** What a task that worked on an issue leaves. */
async function assertWorkedOnce(number: number, replies = 1): Promise<void> {
  const branch = `poppo/issue-${number}`;
  assert.equal((await quick.replies(number)).length, replies);
  assert.equal((await quick.pullsOf(branch)).length, 1);
  assert.equal(quick.commits(branch), 1);
  assert.deepEqual(await quick.labels(number), ['awaiting-response']);
}

describe('two workers', () => {
  it('with the same task at once leave one reply, one pull request and one commit', async () => {
    const number = await quick.openIssue();
    const task = quick.world.task('process-issue', { issueNumber: number });
    const endings = await Promise.all([quick.run(task), quick.run(task)]);
    assert.ok(endings.some(({ result }) => result !== undefined));
    for (const { error } of endings) {
      if (error !== undefined) assert.ok(['LEASE_LOST', '@poppobuilder/github/CLAIMED'].includes(error.code));
    }
    await assertWorkedOnce(number);
    assert.equal(quick.agentRuns(`issue-${number}`), 1);
  });

  it('with two tasks for one issue at once: one wins, the other is rejected with a retryable error', async () => {
    const number = await quick.openIssue();
    const tasks = [1, 2].map(() => quick.world.task('process-issue', { issueNumber: number }));
    const endings = await Promise.all(tasks.map(async (task) => quick.run(task)));
    const refused = endings.flatMap(({ error }) => (error === undefined ? [] : [error]));
    assert.deepEqual(
      refused.map(({ code, retryable }) => ({ code, retryable })),
      [{ code: '@poppobuilder/github/CLAIMED', retryable: true }],
    );
    await assertWorkedOnce(number);
    assert.equal(quick.agentRuns(`issue-${number}`), 1);
  });

  it('do not disturb each other when the second comes while the first is at work', async () => {
    const number = await quick.openIssue();
    const [first, second] = [1, 2].map(() => quick.world.task('process-issue', { issueNumber: number }));
    assert.ok(first && second);
    let late: Promise<Awaited<ReturnType<QuickWorld['run']>>> | undefined;
    quick.github.faults.once({ method: 'PATCH', path: /comments/ }, async () => {
      late = quick.run(second);
      await late;
    });
    const ending = await quick.run(first);
    assert.equal(ending.error, undefined);
    assert.equal((await late)?.error?.code, '@poppobuilder/github/CLAIMED');
    await assertWorkedOnce(number);
    const again = await quick.run(second);
    assert.equal(again.error, undefined);
  });
});

describe('a claim', () => {
  it('of a dead worker is taken over when its lease has ended', async () => {
    const number = await quick.openIssue();
    await quick.comment(number, claimOf('dead', PAST), BOT);
    const at = { ...quick.github.at, issue_number: number };
    await quick.github.api(BOT).rest.issues.addLabels({ ...at, labels: ['processing'] });
    const { error } = await quick.run(quick.world.task('process-issue', { issueNumber: number }));
    assert.equal(error, undefined);
    await assertWorkedOnce(number, 2);
    const [dead] = await quick.replies(number);
    assert.doesNotMatch(dead?.body ?? '', /poppobuilder:claim/);
  });

  it('of another running task is never taken over, and nothing is written', async () => {
    const number = await quick.openIssue();
    await quick.comment(number, claimOf('alive', FUTURE), BOT);
    const before = quick.github.faults.journal.length;
    const { error } = await quick.run(quick.world.task('process-issue', { issueNumber: number }));
    assert.equal(error?.code, '@poppobuilder/github/CLAIMED');
    assert.equal(error.retryable, true);
    const calls = quick.github.faults.journal.slice(before);
    assert.ok(calls.every(({ method }) => method === 'GET'));
  });

  it('of the same task is taken over at once', async () => {
    const number = await quick.openIssue();
    const task = quick.world.task('process-issue', { issueNumber: number });
    await quick.comment(
      number,
      claimOf(task.id, FUTURE).replaceAll(task.id, task.id.replace('-', '%2D')),
      BOT,
    );
    const { error } = await quick.run(task);
    assert.equal(error, undefined);
    await assertWorkedOnce(number);
  });

  it('in a comment of another author is ignored', async () => {
    const number = await quick.openIssue();
    await quick.comment(number, claimOf('forged', FUTURE), 'mallory');
    const { error } = await quick.run(quick.world.task('process-issue', { issueNumber: number }));
    assert.equal(error, undefined);
    await assertWorkedOnce(number);
  });
});
