import { type PollEvent, TaskExecutor, type TriggerResult } from '@poppobuilder/core';
import plugin from '@poppobuilder/plugin-github-trigger';
import { expect, it } from 'vitest';
import { createWorld, type GitHubWorld } from '../support/github/github-world.ts';

const CONFIGURATION = { labels: ['poppo'], reviews: true };

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
