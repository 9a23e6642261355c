import { describe, expect, it, vi } from 'vitest';
import { writes } from '../support/github/agent-stand-in.ts';
import { createWorld, type GitHubWorld } from '../support/github/github-world.ts';
import { says } from '../support/model-api.ts';
import { run } from './runners.ts';

// The real agent takes its time where other tests run beside it.
vi.setConfig({ testTimeout: 60_000 });

async function open(world: GitHubWorld, head: string, base: string): Promise<number> {
  const { github } = world;
  const { data } = await github
    .api('anna')
    .rest.pulls.create({ ...github.at, head, base, title: 'Release', body: '' });
  return data.number;
}

describe('a pull request of a person', () => {
  it('from the default branch gets a reply only: nothing is pushed to the default branch', async () => {
    await using world = await createWorld({
      conversations: [{ turns: [writes('more.txt', 'more\n'), says('I would add more.')] }],
    });
    const { github } = world;
    github.remote.commit('release', { 'a.txt': 'a\n' });
    github.remote.commit('main', { 'b.txt': 'b\n' });
    const number = await open(world, 'main', 'release');
    const before = github.remote.resolve('refs/heads/main');
    const comment = await github
      .api('anna')
      .rest.issues.createComment({ ...github.at, issue_number: number, body: 'Add more.' });
    const fields = { issueNumber: number, comment: { ...comment.data } };
    expect(await run(world, 'process-comment', fields)).toMatchObject({ commits: [] });
    expect(github.remote.resolve('refs/heads/main')).toBe(before);
    const { data } = await github
      .api('anna')
      .rest.issues.listComments({ ...github.at, issue_number: number });
    expect(data.at(-1)?.body).toMatch(/I would add more[^]*`main` is a shared branch/);
  });

  it('that was closed during the task is not reviewed', async () => {
    await using world = await createWorld({});
    const { github } = world;
    github.remote.commit('feature', { 'a.txt': 'a\n' });
    const number = await open(world, 'feature', 'main');
    await github.api('anna').rest.pulls.update({ ...github.at, pull_number: number, state: 'closed' });
    const result = await run(world, 'process-pr', { prNumber: number, action: 'synchronize' });
    expect(result).toMatchObject({ success: true, commits: [], costUsd: 0 });
    expect(github.faults.journal.map(({ method }) => method)).toEqual(['GET']);
  });
});
