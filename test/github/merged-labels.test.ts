import { expect, it } from 'vitest';
import { createWorld } from '../support/github/github-world.ts';
import { run } from './runners.ts';

it.each([
  ['is completed where a task has shown a state', ['bug', 'poppo: waits'], ['bug', 'completed']],
  ['keeps its labels where none has', ['bug'], ['bug']],
])('a merged pull request %s', { timeout: 30_000 }, async (_title, labels, expected) => {
  const projectConfig = { issues: { labels: { 'awaiting-response': 'poppo: waits' } } };
  await using world = await createWorld({ projectConfig });
  const { github } = world;
  const anna = github.api('anna').rest;
  github.remote.commit('topic', { 'a.txt': 'a\n' });
  await anna.pulls.create({ ...github.at, head: 'topic', base: 'main', title: 'Add a.txt' });
  await anna.issues.addLabels({ ...github.at, issue_number: 1, labels });
  await anna.pulls.merge({ ...github.at, pull_number: 1 });
  await run(world, 'process-pr', { prNumber: 1, action: 'closed' });
  const { data } = await anna.issues.listLabelsOnIssue({ ...github.at, issue_number: 1 });
  expect(data.map(({ name }) => name).toSorted()).toEqual(expected);
});
