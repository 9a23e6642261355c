import { expect, it, vi } from 'vitest';
import { reviews, writes } from '../support/github/agent-stand-in.ts';
import { createWorld } from '../support/github/github-world.ts';
import { says } from '../support/model-api.ts';
import { openRunner } from './runners.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 60_000 });

it('a GitHub App opens a pull request and reviews it', async () => {
  await using world = await createWorld({
    hasApp: true,
    git: 'http',
    files: { 'total.js': 'export const total = 1;\n' },
    conversations: [
      { when: /Look for defects/, turns: reviews('Fine.', { path: 'total.js', line: 1, text: 'Why 2?' }) },
      { turns: [writes('total.js', 'export const total = 2;\n'), says('It is 2 now.')] },
    ],
  });
  const { github } = world;
  const anna = github.api('anna');
  const { data: issue } = await anna.rest.issues.create({ ...github.at, title: 'Wrong', body: 'It is 2.' });
  await using runner = openRunner(world);
  await runner.execute(world.task('process-issue', { issueNumber: issue.number }));
  const [pull] = (await anna.rest.pulls.list(github.at)).data;
  expect(pull?.user?.login).toBe(github.app?.login);
  const number = pull?.number ?? 0;
  await runner.execute(world.task('process-pr', { prNumber: number, action: 'opened' }));
  const { data } = await anna.rest.pulls.listReviews({ ...github.at, pull_number: number });
  expect(data.map(({ state, user }) => [state, user?.login])).toEqual([['COMMENTED', github.app?.login]]);
});
