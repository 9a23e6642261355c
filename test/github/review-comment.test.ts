import { expect, it } from 'vitest';
import { says } from '../support/model-api.ts';
import { createWorld } from '../support/github/github-world.ts';
import { run } from './runners.ts';

it('the prompt names the line that a review comment is on', { timeout: 30_000 }, async () => {
  await using world = await createWorld({ conversations: [{ turns: [says('It is right as it is.')] }] });
  const { github } = world;
  const anna = github.api('anna').rest;
  const head = github.remote.commit('topic', { 'total.js': 'one\ntwo\n' });
  await anna.pulls.create({ ...github.at, head: 'topic', base: 'main', title: 'Count' });
  const { data: earlier } = await anna.issues.createComment({
    ...github.at,
    issue_number: 1,
    body: 'Count to 2.',
  });
  const { data: comment } = await anna.pulls.createReviewComment({
    ...github.at,
    pull_number: 1,
    commit_id: head,
    path: 'total.js',
    line: 2,
    side: 'RIGHT',
    body: 'Is this right?',
  });
  await run(world, 'process-comment', { issueNumber: 1, comment: { ...comment, id: earlier.id } });
  const [prompt] = world.agent.prompts();
  expect(prompt?.text).toContain(
    '<comment author="anna" path="total.js" line="2">\nIs this right?\n</comment>',
  );
  expect(prompt?.text).toContain('Count to 2.');
});
