import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { git, WorkspaceFixture, writeFiles } from '../fixtures/workspace-fixture.ts';
import type { Workspace, WorkspaceRequest } from '../workspaces.ts';
import { withMark } from './mark.ts';

// Several worktrees are opened in each.
vi.setConfig({ testTimeout: 60_000 });

let fixture: WorkspaceFixture;
beforeEach(() => {
  fixture = new WorkspaceFixture();
  fixture.commit('main', { 'a.txt': 'one\n' });
});
afterEach(() => fixture.remove());

const request = (mark?: string): WorkspaceRequest => ({
  remote: { url: fixture.url },
  name: 'issue-1',
  branch: 'topic',
  mark,
});

/** Does a piece of work, and gives what was pushed. */
async function work(
  mark: string | undefined,
  files: readonly string[],
  agent: readonly string[] = [],
): Promise<readonly string[]> {
  const workspace = await fixture.workspaces().open(request(mark));
  for (const file of agent) {
    writeFiles(workspace.path, { [file]: 'x\n' });
    agentCommit(workspace, `Add ${file}`);
  }
  writeFiles(workspace.path, Object.fromEntries(files.map((file) => [file, 'x\n'])));
  const { commits } = await workspace.push(await workspace.commit({ message: 'Work\n\nRefs #1' }));
  await workspace.close();
  return commits;
}

function agentCommit(workspace: Workspace, message: string): void {
  git(workspace.path, 'add', '-A', '-f');
  git(workspace.path, 'commit', '-q', '--allow-empty', '-m', message, '--as-agent');
}

async function earlier(mark: string): Promise<unknown> {
  const workspace = await fixture.workspaces().open(request(mark));
  const found = await workspace.earlierCommits();
  await workspace.close();
  return found;
}

describe('marked commits', () => {
  it('are found again, and those of other work are not', async () => {
    const first = await work('first', ['b.txt']);
    const second = await work('second', ['c.txt']);
    await expect(earlier('second')).resolves.toEqual({
      commits: second,
      head: second[0],
      skipped: [],
      isAll: false,
    });
    await expect(earlier('first')).resolves.toMatchObject({ commits: first });
    await expect(earlier('third')).resolves.toBeUndefined();
    expect(fixture.remote('log', '-1', '--format=%B', 'topic')).toBe(
      'Work\n\nRefs #1\n\nPoppoBuilder-Task: second',
    );
  });

  it.each([{ files: [] as string[] }, { files: ['d.txt'] }])(
    'take in those of the agent that belong to them, with $files.length more files',
    async ({ files }) => {
      const own = await work('first', files, ['b.txt', 'c.txt']);
      expect(own).toHaveLength(2 + files.length);
      await expect(earlier('first')).resolves.toEqual({
        commits: own,
        head: own.at(-1),
        skipped: [],
        isAll: true,
      });
      expect(fixture.remote('show', '--format=%s', '--name-only', own[1] ?? '')).toContain('Add c.txt');
    },
  );

  it('do not take in those of a person, and none of a person is one', async () => {
    await work(undefined, ['b.txt']);
    fixture.commit('topic', { 'c.txt': 'c\n' });
    const own = await work('first', ['d.txt']);
    await expect(earlier('first')).resolves.toMatchObject({ commits: own, isAll: false });
    const tree = fixture.remote('rev-parse', 'topic^{tree}');
    const forged = fixture.remote(
      '-c',
      'user.name=a',
      '-c',
      'user.email=anna@example.com',
      'commit-tree',
      tree,
      '-p',
      'topic',
      '-m',
      'Forged\n\nPoppoBuilder-Task: second',
    );
    fixture.remote('update-ref', 'refs/heads/topic', forged);
    await expect(earlier('second')).resolves.toBeUndefined();
  });

  it('cannot be made by the agent', async () => {
    const workspace = await fixture.workspaces().open(request('first'));
    writeFiles(workspace.path, { 'b.txt': 'x\n' });
    agentCommit(workspace, 'Add b\n\npoppobuilder-task: second');
    await workspace.push(await workspace.commit({ message: 'Work' }));
    await workspace.close();
    await expect(earlier('second')).resolves.toBeUndefined();
    expect(fixture.remote('log', '-1', '--format=%s', 'topic')).toBe('Work');
  });

  it.each([
    ['Subject', 'Subject\n\nPoppoBuilder-Task: m\n'],
    ['Subject\n\nText: it is.\nMore.\n', 'Subject\n\nText: it is.\nMore.\n\nPoppoBuilder-Task: m\n'],
    [
      'Subject\n\nCo-authored-by: A <a@example.com>\n',
      'Subject\n\nCo-authored-by: A <a@example.com>\nPoppoBuilder-Task: m\n',
    ],
    ['fix: it', 'fix: it\n\nPoppoBuilder-Task: m\n'],
  ])('keep the trailers that a message has: %j', (message, marked) => {
    expect(withMark(message, 'm')).toBe(marked);
  });
});
