import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { git, writeFiles, WorkspaceFixture } from './fixtures/workspace-fixture.ts';
import type { WorkspaceRequest } from './workspaces.ts';

let fixture: WorkspaceFixture;
beforeEach(() => {
  fixture = new WorkspaceFixture();
});
afterEach(() => fixture.remove());

const request = (more: Partial<WorkspaceRequest> = {}): WorkspaceRequest => ({
  remote: { url: fixture.url },
  name: 'issue-1',
  branch: 'poppo/issue-1',
  ...more,
});

describe('opening a worktree', () => {
  it('starts a new branch from the default branch, with a clean status', async () => {
    const commit = fixture.commit('main', { 'a.txt': 'one\n', 'b/c.txt': 'two\n' });
    const workspace = await fixture.workspaces().open(request());
    expect(workspace).toMatchObject({
      branch: 'poppo/issue-1',
      base: 'main',
      isExisting: false,
      baseCommit: commit,
      startCommit: commit,
    });
    expect(readFileSync(join(workspace.path, 'b/c.txt'), 'utf8')).toBe('two\n');
    expect(git(workspace.path, 'status', '--porcelain', '--branch')).toBe('## poppo/issue-1');
    expect(git(workspace.path, 'log', '--format=%H', 'origin/main')).toBe(commit);
  });

  it('commits and pushes what changed', async () => {
    fixture.commit('main', { 'a.txt': 'one\n' });
    const workspace = await fixture.workspaces().open(request());
    writeFiles(workspace.path, { 'a.txt': 'changed\n', 'new.txt': 'new\n' });
    const changes = await workspace.commit({ message: 'Change a' });
    expect(changes.commits).toHaveLength(1);
    const pushed = await workspace.push(changes);
    expect(fixture.remote('rev-parse', 'poppo/issue-1')).toBe(pushed.head);
    expect(fixture.remote('log', '-1', '--format=%an <%ae> %s', 'poppo/issue-1')).toBe(
      'PoppoBuilder <poppobuilder@users.noreply.github.com> Change a',
    );
    expect(await workspace.mergesIntoBase(pushed.head)).toBe(true);
    expect(await workspace.diff(workspace.baseCommit, pushed.head)).toContain('+changed');
    expect(await workspace.readBase('a.txt')).toBe('one\n');
    await workspace.close();
    const again = await fixture.workspaces().open(request());
    expect(again.isExisting).toBe(true);
    expect(again.startCommit).toBe(pushed.head);
    expect(git(again.path, 'status', '--porcelain')).toBe('');
    await again.close();
    await fixture.workspaces().remove('issue-1');
    expect(existsSync(again.path)).toBe(false);
  });
});
