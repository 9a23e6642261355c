import assert from 'node:assert/strict';
import { afterAll, beforeAll, describe, it, vi } from 'vitest';
import { QuickWorld } from './quick-world.ts';

vi.setConfig({ testTimeout: 60_000, hookTimeout: 60_000 });

let quick: QuickWorld;
beforeAll(async () => {
  quick = await QuickWorld.create();
});
afterAll(async () => quick[Symbol.asyncDispose]());

/** Works on an issue until its pull request is there. */
async function offer(): Promise<{ readonly number: number; readonly branch: string; readonly pull: number }> {
  const number = await quick.openIssue();
  const ending = await quick.run(quick.world.task('process-issue', { issueNumber: number }));
  assert.equal(ending.error, undefined);
  const branch = `poppo/issue-${number}`;
  const [pull = 0] = await quick.pullsOf(branch);
  return { number, branch, pull };
}

async function comment(number: number): Promise<Readonly<Record<string, unknown>>> {
  const given = await quick.comment(number, 'Once more.');
  const { error, result } = await quick.run(
    quick.world.task('process-comment', { issueNumber: number, comment: given }),
  );
  assert.equal(error, undefined);
  return { ...result };
}

describe('after a merge', () => {
  it.each([
    { method: 'merge', isDeleted: false, isCleaned: true },
    { method: 'merge', isDeleted: true, isCleaned: false },
    { method: 'squash', isDeleted: false, isCleaned: true },
    { method: 'squash', isDeleted: false, isCleaned: false },
    { method: 'squash', isDeleted: true, isCleaned: true },
  ] as const)(
    'by $method, branch deleted: $isDeleted, cleaned up: $isCleaned, the next task opens a new pull request',
    async ({ method, isDeleted, isCleaned }) => {
      const { number, branch, pull } = await offer();
      await quick.github
        .api('anna')
        .rest.pulls.merge({ ...quick.github.at, pull_number: pull, merge_method: method });
      if (isDeleted) quick.github.remote.deleteBranch(branch);
      if (isCleaned) {
        const task = quick.world.task('process-pr', { prNumber: pull, action: 'closed' });
        assert.equal((await quick.run(task)).error, undefined);
      }
      const result = await comment(number);
      const opened = result['pullRequest'] as { readonly number: number } | undefined;
      assert.ok(opened !== undefined && opened.number !== pull);
      assert.equal((result['commits'] as readonly string[]).length, 1);
      const { data } = await quick.github
        .api('anna')
        .rest.pulls.get({ ...quick.github.at, pull_number: opened.number });
      assert.equal(data.state, 'open');
      assert.match(data.body ?? '', new RegExp(`Closes #${number}`));
      assert.equal(quick.commits(data.head.ref), 1);
    },
  );
});

describe('a branch of ours', () => {
  it('keeps the commit that a person put there between two tasks', async () => {
    const { number, branch, pull } = await offer();
    const person = quick.github.remote.commit(branch, { 'person.txt': 'mine\n' });
    const result = await comment(number);
    assert.deepEqual(result['pullRequest'], { ...(result['pullRequest'] as object), number: pull });
    assert.ok(quick.github.remote.log(branch).some(({ sha }) => sha === person));
    assert.equal(quick.commits(branch), 3);
  });

  it('continues from the commit that a person reset it to', async () => {
    const { number, branch, pull } = await offer();
    const main = quick.github.remote.resolve('main') ?? '';
    quick.github.remote.git('update-ref', `refs/heads/${branch}`, main);
    quick.github.remote.commit(branch, { 'person.txt': 'instead\n' });
    await comment(number);
    assert.equal(quick.github.remote.show(branch, 'person.txt'), 'instead\n');
    assert.equal(quick.commits(branch), 2);
    assert.deepEqual(await quick.pullsOf(branch), [pull]);
  });

  it('is created again after a person deleted it', async () => {
    const { number, branch } = await offer();
    quick.github.remote.deleteBranch(branch);
    const result = await comment(number);
    assert.equal(result['branch'], branch);
    assert.equal(quick.commits(branch), 1);
  });
});

describe('a task that was done', () => {
  it('returns its result again, writes nothing and runs no agent', async () => {
    const number = await quick.openIssue();
    const task = quick.world.task('process-issue', { issueNumber: number });
    const first = await quick.run(task);
    const before = quick.github.faults.journal.length;
    const again = await quick.run(task);
    assert.deepEqual(again.result, first.result);
    const calls = quick.github.faults.journal.slice(before);
    assert.ok(calls.every(({ method }) => method === 'GET'));
    assert.equal(quick.agentRuns(`issue-${number}`), 1);
  });
});
