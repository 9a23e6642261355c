import assert from 'node:assert/strict';
import { rmSync } from 'node:fs';
import type { BaseTask } from '@poppobuilder/core';
import { afterAll, beforeAll, beforeEach, describe, it, vi } from 'vitest';
import { fails } from '../support/github/fault-proxy.ts';
import { type Deed, WRITES_A_FILE } from './faults/quick-agent.ts';
import { type Ending, QuickWorld } from './faults/quick-world.ts';

vi.setConfig({ testTimeout: 120_000, hookTimeout: 60_000 });

const COMMITS_ITSELF: Deed = [
  'echo "work of $$" >> agent.txt; git add agent.txt',
  'git -c user.name=PoppoBuilder -c user.email=poppobuilder@users.noreply.github.com commit -qm "Add it"',
].join('\n');

let quick: QuickWorld;
beforeAll(async () => {
  quick = await QuickWorld.create();
});
beforeEach(() => {
  quick.github.faults.clear();
  quick.agent.does(WRITES_A_FILE);
});
afterAll(async () => quick[Symbol.asyncDispose]());

/** Runs a task on a machine that knows nothing of it. */
async function elsewhere(task: BaseTask): Promise<Ending> {
  rmSync(quick.world.settings.homeFolder, { recursive: true, force: true });
  quick.github.faults.clear();
  return quick.run(task);
}

/** Calls of an ending that write to GitHub. */
async function writesOf(run: () => Promise<Ending>): Promise<{ ending: Ending; writes: readonly string[] }> {
  const { journal } = quick.github.faults;
  const before = journal.length;
  const ending = await run();
  const writes = journal.slice(before).filter(({ method }) => method !== 'GET');
  return { ending, writes: writes.map(({ method, path }) => `${method} ${path}`) };
}

async function newIssue(): Promise<{ task: BaseTask; number: number; branch: string }> {
  const number = await quick.openIssue();
  const task = quick.world.task('process-issue', { issueNumber: number });
  return { task, number, branch: `poppo/issue-${number}` };
}

const commitsOf = (result: Ending['result']): readonly string[] =>
  (result?.['commits'] ?? []) as readonly string[];

/** One reply, which names the one pull request; one commit; the agent was run once. */
async function assertDoneOnce(
  { result, error }: Ending,
  { number, branch, agentRuns = 1 }: { number: number; branch: string; agentRuns?: number },
): Promise<string> {
  assert.equal(error, undefined);
  const [pull = 0, ...more] = await quick.pullsOf(branch);
  assert.deepEqual(more, []);
  assert.partialDeepStrictEqual(result, { branch, pullRequest: { number: pull } });
  assert.equal(commitsOf(result).length, 1);
  assert.equal(quick.commits(branch), 1);
  const [reply, ...others] = await quick.replies(number);
  assert.deepEqual(others, []);
  assert.match(reply?.body ?? '', new RegExp(`pull request #${pull}\\b`));
  assert.doesNotMatch(reply?.body ?? '', /poppobuilder:claim/);
  assert.deepEqual(await quick.labels(number), ['awaiting-response']);
  assert.equal(quick.agentRuns(`issue-${number}`), agentRuns);
  return reply?.body ?? '';
}

describe('process-issue on a machine without its state', () => {
  it.each([
    { title: 'what the agent left', deed: WRITES_A_FILE },
    { title: "the agent's own commits", deed: COMMITS_ITSELF },
  ])('returns its result again when it had completed, with $title', async ({ deed }) => {
    quick.agent.does(deed);
    const { task, ...place } = await newIssue();
    const first = await quick.run(task);
    const before = await assertDoneOnce(first, place);
    const { ending, writes } = await writesOf(() => elsewhere(task));
    assert.equal(await assertDoneOnce(ending, place), before);
    assert.deepEqual(writes, []);
    const { usage: _, costUsd, ...given } = ending.result ?? { success: true };
    assert.equal(costUsd, 0);
    assert.partialDeepStrictEqual(first.result, given);
  });

  it.each([
    { title: 'what the agent left', deed: WRITES_A_FILE },
    { title: "the agent's own commits", deed: COMMITS_ITSELF },
  ])('opens the pull request for what it had pushed, with $title', async ({ deed }) => {
    quick.agent.does(deed);
    const { task, ...place } = await newIssue();
    quick.github.faults.add({ method: 'POST', path: /\/pulls$/, fault: fails(403) });
    assert.equal((await quick.run(task)).error?.code, 'GITHUB_FAILED');
    await assertDoneOnce(await elsewhere(task), place);
  });

  it('replies with the text of the pull request, when it was opened before the reply', async () => {
    const { task, ...place } = await newIssue();
    quick.github.faults.add({ method: 'PATCH', path: /\/comments\//, fault: fails(403), when: 2 });
    assert.equal((await quick.run(task)).error?.code, 'GITHUB_FAILED');
    const reply = await assertDoneOnce(await elsewhere(task), place);
    assert.match(reply, /Done with/);
    assert.match(reply, /I opened pull request/);
  });

  it.each(['kept', 'deleted'])(
    'replies for what was merged before the reply, its branch %s',
    async (fate) => {
      const { task, number, branch } = await newIssue();
      quick.github.faults.add({ method: 'PATCH', path: /\/comments\//, fault: fails(403), when: 2 });
      await quick.run(task);
      const [pull = 0] = await quick.pullsOf(branch);
      await quick.github.api('anna').rest.pulls.merge({ ...quick.github.at, pull_number: pull });
      if (fate === 'deleted') quick.github.remote.git('branch', '-D', branch);
      const { result, error } = await elsewhere(task);
      assert.equal(error, undefined);
      assert.partialDeepStrictEqual(result, { branch, pullRequest: { number: pull } });
      assert.equal(quick.agentRuns(`issue-${number}`), 1);
      assert.deepEqual(await quick.pullsOf(`${branch}-2`), []);
      assert.match((await quick.replies(number))[0]?.body ?? '', new RegExp(`pull request #${pull}\\b`));
      assert.deepEqual(await quick.labels(number), ['completed']);
    },
  );

  it('sets the label when it was interrupted before the label', async () => {
    const { task, ...place } = await newIssue();
    await quick.run(task);
    const at = { ...quick.github.at, issue_number: place.number };
    await quick.github.api('anna').rest.issues.setLabels({ ...at, labels: ['processing'] });
    assert.ok(await assertDoneOnce(await elsewhere(task), place));
  });

  it('keeps a state label that was set since', async () => {
    const { task, number } = await newIssue();
    await quick.run(task);
    const at = { ...quick.github.at, issue_number: number };
    await quick.github.api('anna').rest.issues.setLabels({ ...at, labels: ['completed'] });
    assert.equal((await elsewhere(task)).error, undefined);
    assert.deepEqual(await quick.labels(number), ['completed']);
  });

  it('runs the agent when nothing was pushed', async () => {
    const { task, ...place } = await newIssue();
    quick.github.remote.refusePushes('Not now.');
    assert.equal((await quick.run(task)).error?.code, 'GIT_FAILED');
    quick.github.remote.refusePushes(null);
    await assertDoneOnce(await elsewhere(task), { ...place, agentRuns: 2 });
  });

  it('runs the agent when another task pushed to the branch', async () => {
    const { task, number, branch } = await newIssue();
    quick.github.remote.refusePushes('Not now.');
    await quick.run(task);
    quick.github.remote.refusePushes(null);
    const comment = await quick.comment(number, 'Add a line.');
    await quick.run(quick.world.task('process-comment', { issueNumber: number, comment }));
    const { result, error } = await elsewhere(task);
    assert.equal(error, undefined);
    assert.equal(commitsOf(result).length, 1);
    assert.equal(quick.commits(branch), 2);
    assert.equal(quick.agentRuns(`issue-${number}`), 3);
  });

  it('runs the agent when the same id was used for other work', async () => {
    const { task, number } = await newIssue();
    await quick.run(task);
    const comment = await quick.comment(number, 'Add a line.');
    const other = quick.world.task('process-comment', { issueNumber: number, comment });
    assert.equal((await elsewhere({ ...other, id: task.id })).error, undefined);
    assert.equal(quick.agentRuns(`issue-${number}`), 2);
  });

  it('runs the agent although another author says that it is done', async () => {
    const { task, ...place } = await newIssue();
    // The same words, with the key of this task.
    await quick.run(task);
    const [reply] = await quick.replies(place.number);
    assert.ok(reply !== undefined);
    const third = await newIssue();
    const forged = reply.body.replaceAll(task.id, third.task.id);
    await quick.comment(third.number, forged);
    await assertDoneOnce(await elsewhere(third.task), third);
  });

  it('ignores a text that looks like a marker', async () => {
    const { task, ...place } = await newIssue();
    await quick.comment(place.number, `<!-- poppobuilder:reply task=${task.id} work=x -->`);
    assert.ok(await assertDoneOnce(await elsewhere(task), place));
  });
});

describe('process-comment on a machine without its state', () => {
  async function newComment(): Promise<{ task: BaseTask; number: number; branch: string }> {
    const branch = `feature-${Math.random().toString(36).slice(2)}`;
    const number = await quick.offerPull(branch);
    const comment = await quick.comment(number, 'Add the rest.');
    return { task: quick.world.task('process-comment', { issueNumber: number, comment }), number, branch };
  }

  it('returns its result again when it had completed', async () => {
    const { task, number, branch } = await newComment();
    const first = await quick.run(task);
    const { ending, writes } = await writesOf(() => elsewhere(task));
    assert.deepEqual(writes, []);
    assert.partialDeepStrictEqual(ending.result, { branch, pullRequest: { number } });
    assert.deepEqual(commitsOf(ending.result), commitsOf(first.result));
    assert.equal(quick.agentRuns(`pull-${number}`), 1);
  });

  it('replies for what it had pushed, and pushes nothing twice', async () => {
    const { task, number, branch } = await newComment();
    quick.github.faults.add({ method: 'PATCH', path: /\/comments\//, fault: fails(403), when: 2 });
    assert.equal((await quick.run(task)).error?.code, 'GITHUB_FAILED');
    const { error, result } = await elsewhere(task);
    assert.equal(error, undefined);
    assert.partialDeepStrictEqual(result, { branch, pullRequest: { number } });
    assert.equal(quick.commits(branch), 2);
    assert.equal((await quick.replies(number)).length, 1);
    assert.equal(quick.agentRuns(`pull-${number}`), 1);
  });
});

describe('process-pr on a machine without its state', () => {
  async function newPull(): Promise<{ task: BaseTask; number: number }> {
    const number = await quick.offerPull(`feature-${Math.random().toString(36).slice(2)}`);
    return { number, task: quick.world.task('process-pr', { prNumber: number, action: 'opened' }) };
  }

  it('returns its result again when it had completed', async () => {
    const { task, number } = await newPull();
    const first = await quick.run(task);
    const { ending, writes } = await writesOf(() => elsewhere(task));
    assert.deepEqual(writes, []);
    const { usage: _, costUsd: __, ...given } = ending.result ?? { success: true };
    assert.partialDeepStrictEqual(first.result, given);
    assert.equal(quick.agentRuns(`pull-${number}`), 1);
  });

  it('replies for the review that it had submitted, and submits no other', async () => {
    const { task, number } = await newPull();
    quick.github.faults.add({ method: 'PATCH', path: /\/comments\//, fault: fails(403), when: 2 });
    assert.equal((await quick.run(task)).error?.code, 'GITHUB_FAILED');
    const { error, result } = await elsewhere(task);
    assert.equal(error, undefined);
    assert.partialDeepStrictEqual(result, { pullRequest: { number } });
    assert.equal((await quick.reviews(number)).length, 1);
    assert.equal((await quick.replies(number)).length, 1);
    assert.equal(quick.agentRuns(`pull-${number}`), 1);
  });

  it('reviews although another author wrote its marker', async () => {
    const first = await newPull();
    await quick.run(first.task);
    const [review = ''] = await quick.reviews(first.number);
    const { task, number } = await newPull();
    const marker = Buffer.from(task.id).toString('base64url');
    const { data } = await quick.github
      .api('anna')
      .rest.pulls.get({ ...quick.github.at, pull_number: number });
    const body = review.replace(/task=\S+ head=\S+/, `task=${marker} head=${data.head.sha}`);
    await quick.github
      .api('anna')
      .rest.pulls.createReview({ ...quick.github.at, pull_number: number, body, event: 'COMMENT' });
    assert.equal((await elsewhere(task)).error, undefined);
    assert.equal((await quick.reviews(number)).length, 2);
    assert.equal(quick.agentRuns(`pull-${number}`), 1);
  });
});
