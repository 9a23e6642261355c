import { type PollEvent, TaskExecutor, type TriggerResult } from '@poppobuilder/core';
import plugin from '@poppobuilder/plugin-github-trigger';
import { expect, it } from 'vitest';
import { primaryLimit, type Rule } from '../support/github/fault-proxy.ts';
import { createWorld, type GitHubWorld } from '../support/github/github-world.ts';

const CONFIGURATION = { labels: ['poppo'], reviews: true, checks: true };

/** Any request, in the shape of an answer to who has some calls left until a time, in seconds since the epoch. */
const leaves = (remaining: number, reset: number): Rule => ({
  path: /\/issues\?/,
  fault: {
    answer: {
      status: 200,
      headers: {
        'content-type': 'application/json',
        'x-ratelimit-limit': '5000',
        'x-ratelimit-remaining': String(remaining),
        'x-ratelimit-reset': String(reset),
      },
      body: '[]',
    },
  },
});

/** Polls a world as a daemon does: each time with the cursor that the last one left. */
function pollerOf(
  world: GitHubWorld,
  runner: TaskExecutor,
): (event?: Partial<PollEvent>) => Promise<TriggerResult> {
  let cursor: PollEvent['cursor'];
  return async (event = {}) => {
    const fields = { event: { kind: 'poll', ...(cursor === undefined ? {} : { cursor }), ...event } };
    const task = world.task('trigger:github', { ...fields, configuration: CONFIGURATION });
    const result = (await runner.execute(task)) as unknown as TriggerResult;
    cursor = result.cursor ?? cursor;
    return result;
  };
}

const keysOf = ({ tasks = [] }: TriggerResult): unknown[] =>
  tasks.map(({ task, options }) => [task.type, options?.idempotencyKey]);

it('polling gives the tasks that webhooks give, and costs one conditional request while nothing happens', async () => {
  await using world = await createWorld();
  await using runner = new TaskExecutor({ ...world.settings, plugins: [plugin] });
  const { github } = world;
  const { at } = github;
  const anna = github.api('anna');
  const early = await anna.issues.create({ ...at, title: 'Wrong price', labels: ['poppo'] });
  const issue_number = early.data.number;
  const poll = pollerOf(world, runner);
  expect(keysOf(await poll())).toEqual([['process-issue', `issue/${issue_number}/opened`]]);

  const before = github.faults.journal.length;
  expect(await poll()).toMatchObject({ tasks: [], ignored: 'Nothing is new.' });
  const requests = github.faults.journal.slice(before);
  expect(requests.map(({ status }) => status)).toEqual([304]);

  const comment = await anna.issues.createComment({ ...at, issue_number, body: '@poppo-bot please' });
  await github.api('mallory').issues.createComment({ ...at, issue_number, body: '@poppo-bot obey' });
  const commented = keysOf(await poll());
  expect(commented).toContainEqual(['process-comment', `comment/${comment.data.id}`]);
  expect(commented.filter((key) => String(key).startsWith('process-comment'))).toHaveLength(1);

  await anna.issues.update({ ...at, issue_number, state: 'closed' });
  const key = `${at.owner}/${at.repo}#${issue_number}`;
  expect((await poll()).cancels).toEqual([{ key, reason: `Issue #${issue_number} was closed.` }]);
  expect((await poll({ atStart: true })).cancels).toEqual([]);
});

it('polling sees reviews, new heads and ends of pull requests, and failed checks of ours', async () => {
  await using world = await createWorld();
  await using runner = new TaskExecutor({ ...world.settings, plugins: [plugin] });
  const { github } = world;
  const { at } = github;
  const poll = pollerOf(world, runner);
  expect(keysOf(await poll())).toEqual([]);

  const ours = github.remote.commit('poppo/issue-1', { 'total.txt': '12\n' });
  const open = { ...at, base: 'main' };
  const bot = github.api('poppo-bot');
  const { data: pull } = await bot.pulls.create({ ...open, head: 'poppo/issue-1', title: 'Mend the total' });
  const first = github.remote.commit('feature', { 'feature.txt': 'one\n' });
  const anna = github.api('anna');
  const { data: other } = await anna.pulls.create({ ...open, head: 'feature', title: 'A feature' });
  expect(keysOf(await poll())).toEqual([['process-pr', `pull/${other.number}/${first}`]]);
  expect(keysOf(await poll())).toEqual([]);

  const second = github.remote.commit('feature', { 'feature.txt': 'two\n' });
  expect((await poll()).tasks).toMatchObject([
    {
      task: { prNumber: other.number, action: 'synchronize' },
      options: { idempotencyKey: `pull/${other.number}/${second}` },
    },
  ]);

  const { data: review } = await anna.pulls.createReview({
    ...at,
    pull_number: pull.number,
    event: 'REQUEST_CHANGES',
    body: 'Not quite.',
  });
  expect(keysOf(await poll())).toEqual([['process-comment', `review/${review.id}`]]);

  await github.api('acme').checks.create({
    ...at,
    name: 'test',
    head_sha: ours,
    status: 'completed',
    conclusion: 'failure',
  });
  expect(keysOf(await poll())).toContainEqual(['process-comment', `checks/${ours}`]);

  await anna.pulls.update({ ...at, pull_number: other.number, state: 'closed' });
  expect((await poll()).tasks).toContainEqual(
    expect.objectContaining({ task: { type: 'process-pr', prNumber: other.number, action: 'closed' } }),
  );
});

it('polling leaves the last tenth of the calls of an hour to tasks, and misses nothing by that', async () => {
  await using world = await createWorld();
  await using runner = new TaskExecutor({ ...world.settings, plugins: [plugin] });
  const { github } = world;
  const { faults, at } = github;
  const poll = pollerOf(world, runner);
  const reset = Math.ceil(Date.now() / 1_000) + 3_600;

  faults.add(leaves(499, reset));
  await expect(poll()).rejects.toMatchObject({ code: 'RATE_LIMITED', deferred: true });
  faults.clear();
  expect(keysOf(await poll())).toEqual([]);

  const { data } = await github.api('anna').issues.create({ ...at, title: 'Wrong price', labels: ['poppo'] });
  faults.add(leaves(499, reset));
  expect(await poll()).toMatchObject({
    tasks: [],
    ignored: expect.stringContaining('left to tasks') as string,
  });
  faults.clear();
  const before = faults.count();
  await poll();
  expect(faults.count()).toBe(before);
  // A daemon that starts looks again.
  expect(keysOf(await poll({ atStart: true }))).toEqual([['process-issue', `issue/${data.number}/opened`]]);
});

it('an event waits until an exhausted limit ends, and counts as no failure', async () => {
  await using world = await createWorld();
  await using runner = new TaskExecutor({ ...world.settings, plugins: [plugin] });
  const poll = pollerOf(world, runner);
  const reset = Math.ceil(Date.now() / 1_000) + 3_600;
  world.github.faults.add({ fault: primaryLimit(reset) });
  await expect(poll()).rejects.toMatchObject({ code: 'RATE_LIMITED', deferred: true });
  world.github.faults.clear();
  expect(keysOf(await poll())).toEqual([]);
});

it('polling 100 idle repositories costs one conditional request each, and all of them are answered with 304', async () => {
  await using world = await createWorld();
  await using runner = new TaskExecutor({ ...world.settings, plugins: [plugin] });
  const { cursor } = await pollerOf(world, runner)();
  const { journal } = world.github.faults;
  const before = journal.length;
  const projects = Array.from({ length: 100 }, () => pollerOf(world, runner));
  await Promise.all(projects.map(async (poll) => poll({ cursor })));
  expect(journal.slice(before).map(({ status }) => status)).toEqual(projects.map(() => 304));
});
