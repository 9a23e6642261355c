import { afterEach, beforeEach, expect, it } from 'vitest';
import { git, writeFiles, WorkspaceFixture } from '../fixtures/workspace-fixture.ts';

let fixture: WorkspaceFixture;
beforeEach(() => {
  fixture = new WorkspaceFixture();
});
afterEach(() => fixture.remove());

/** Subjects of what is pushed of a commit with this message and these headers. */
async function pushed(message: string, ...headers: readonly string[]): Promise<string[]> {
  fixture.commit('main', { 'a.txt': 'one\n' });
  const request = { remote: { url: fixture.url }, name: 'issue-1', branch: 'poppo/issue-1' };
  const workspace = await fixture.workspaces().open(request);
  const { path } = workspace;
  writeFiles(path, { 'b.txt': 'b\n', '.message': message });
  git(path, 'add', 'b.txt');
  git(path, 'commit', '-q', '-F', '.message', '--as-agent');
  const commit = git(path, 'cat-file', 'commit', 'HEAD').replace(
    /^(committer .*)$/m,
    ['$1', ...headers].join('\n'),
  );
  writeFiles(path, { '.commit': commit });
  const hash = git(path, 'hash-object', '-t', 'commit', '-w', '.commit').trim();
  git(path, 'update-ref', 'HEAD', hash);
  await workspace.push(await workspace.commit({ message: 'Ours' }));
  return fixture.remote('log', '--format=%s', 'main..poppo/issue-1').trim().split('\n');
}

it('keeps a plain commit of the agent', async () => {
  expect(await pushed('Add b')).toContain('Add b');
});

it.each([['note by-the-agent'], ['encoding ISO-8859-1'], ['gpgsig by-the-agent']])(
  'makes a commit of its own of one with the header "%s", which could carry anything',
  async (header) => {
    expect(await pushed('Add b', header)).toEqual(['Ours']);
  },
);

it.each([['Fixes #7'], ['Add b\n\nCloses: acme/shop#7'], ['resolved https://github.com/acme/shop/issues/7']])(
  'makes a commit of its own of one that would close an issue by "%s"',
  async (message) => {
    expect(await pushed(message)).toEqual(['Ours']);
  },
);
