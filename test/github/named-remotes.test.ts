import { join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { runGit } from '../support/github/git-remote.ts';
import { createWorld } from '../support/github/github-world.ts';
import { openRunner } from './runners.ts';

vi.setConfig({ testTimeout: 120_000 });

it.each<[title: string, lead: (other: string) => readonly (readonly string[])[]]>([
  ['a path', (other) => [['remote.origin.url', other]]],
  ['a file: address', (other) => [['remote.origin.url', `file://${other}`]]],
  [
    'a short form',
    (other) => [
      ['remote.origin.url', 'gh:acme/shop'],
      [`url.${other}.insteadOf`, 'gh:acme/shop'],
    ],
  ],
  ['a helper', (other) => [['remote.origin.url', `ext::git %s ${other}`]]],
])('nothing is read from or pushed to a repository that the checkout names by %s', async (_title, lead) => {
  await using world = await createWorld();
  const other = join(world.home, '..', 'other.git');
  runGit(world.home, ['clone', '--quiet', '--bare', world.github.remote.url, other]);
  for (const [key = '', value = ''] of lead(other)) world.git('config', '--replace-all', key, value);
  const { cloneUrl: _, ...github } = world.projectConfig.github ?? {};
  const before = runGit(other, ['for-each-ref']);
  const { data: issue } = await world.github
    .api('anna')
    .rest.issues.create({ ...world.github.at, title: 'Wrong total' });
  await using runner = openRunner(world);
  const task = world.task('process-issue', {
    issueNumber: issue.number,
    projectConfig: { ...world.projectConfig, github },
  });
  await runner.execute(task);
  expect(runGit(other, ['for-each-ref'])).toBe(before);
  expect(world.github.gitRequests.length).toBeGreaterThan(0);
});
