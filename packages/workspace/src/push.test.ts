import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { writeFiles, WorkspaceFixture } from './fixtures/workspace-fixture.ts';
import type { Workspace } from './workspaces.ts';

let fixture: WorkspaceFixture;
let workspace: Workspace;
beforeEach(async () => {
  fixture = new WorkspaceFixture();
  fixture.commit('main', { 'a.txt': 'one\n', 'b.txt': 'one\n' });
  fixture.commit('poppo/issue-1', { 'c.txt': 'c\n' });
  workspace = await fixture
    .workspaces()
    .open({ remote: { url: fixture.url }, name: 'issue-1', branch: 'poppo/issue-1' });
});
afterEach(() => fixture.remove());

const subjects = (): string[] => fixture.remote('log', '--format=%s', 'main..poppo/issue-1').split('\n');

describe('pushing to a branch that somebody else changed meanwhile', () => {
  it('puts the commits on top', async () => {
    writeFiles(workspace.path, { 'a.txt': 'ours\n' });
    const changes = await workspace.commit({ message: 'Ours' });
    const theirs = fixture.commit('poppo/issue-1', { 'b.txt': 'theirs\n' }, 'Theirs');
    const pushed = await workspace.push(changes);
    expect(pushed.head).toBe(fixture.remote('rev-parse', 'poppo/issue-1'));
    expect(fixture.remote('rev-parse', 'poppo/issue-1^')).toBe(theirs);
    expect(fixture.remote('show', 'poppo/issue-1:b.txt')).toBe('theirs');
    expect(fixture.remote('show', 'poppo/issue-1:a.txt')).toBe('ours');
    writeFiles(workspace.path, { 'd.txt': 'd\n' });
    await workspace.push(await workspace.commit({ message: 'More' }));
    expect(subjects()).toEqual(['More', 'Ours', 'Theirs', 'A change']);
    expect(fixture.remote('show', 'poppo/issue-1:b.txt')).toBe('theirs');
  });

  it('puts them on top of a branch that was moved by force', async () => {
    writeFiles(workspace.path, { 'a.txt': 'ours\n' });
    const changes = await workspace.commit({ message: 'Ours' });
    fixture.remote('update-ref', 'refs/heads/poppo/issue-1', 'main');
    fixture.commit('poppo/issue-1', { 'b.txt': 'theirs\n' }, 'Theirs');
    await workspace.push(changes);
    expect(subjects()).toEqual(['Ours', 'Theirs']);
  });

  it('fails when they conflict, and names the files', async () => {
    writeFiles(workspace.path, { 'a.txt': 'ours\n' });
    const changes = await workspace.commit({ message: 'Ours' });
    const theirs = fixture.commit('poppo/issue-1', { 'a.txt': 'theirs\n' });
    await expect(workspace.push(changes)).rejects.toMatchObject({
      code: 'GIT_FAILED',
      message: expect.stringMatching(/was changed in the meantime.* a\.txt/),
    });
    expect(fixture.remote('rev-parse', 'poppo/issue-1')).toBe(theirs);
  });

  it('leaves out what is there already', async () => {
    writeFiles(workspace.path, { 'a.txt': 'same\n' });
    const changes = await workspace.commit({ message: 'Ours' });
    const theirs = fixture.commit('poppo/issue-1', { 'a.txt': 'same\n' });
    expect(await workspace.push(changes)).toMatchObject({ commits: [], head: theirs });
  });
});

describe('pushing again', () => {
  it('does nothing', async () => {
    writeFiles(workspace.path, { 'a.txt': 'ours\n' });
    const changes = await workspace.commit({ message: 'Ours' });
    const first = await workspace.push(changes);
    expect(await workspace.push(changes)).toEqual(first);
    fixture.commit('poppo/issue-1', { 'b.txt': 'later\n' }, 'Later');
    expect(await workspace.push(changes)).toEqual(first);
    expect(subjects()).toEqual(['Later', 'Ours', 'A change']);
  });
});

describe('a push that the remote refuses', () => {
  it('is reported with the reason', async () => {
    const hook = join(fixture.remoteFolder, 'hooks', 'pre-receive');
    writeFileSync(hook, '#!/bin/sh\necho "Branches of poppo are protected" >&2\nexit 1\n');
    chmodSync(hook, 0o755);
    writeFiles(workspace.path, { 'a.txt': 'ours\n' });
    await expect(workspace.push(await workspace.commit({ message: 'x' }))).rejects.toMatchObject({
      code: 'GIT_FAILED',
      retryable: false,
      message: expect.stringContaining('Branches of poppo are protected'),
    });
  });
});

describe('merging into the base', () => {
  it('is known before it is done', async () => {
    writeFiles(workspace.path, { 'a.txt': 'ours\n' });
    const { head } = await workspace.commit({ message: 'x' });
    expect(await workspace.mergesIntoBase(head)).toBe(true);
    expect(await workspace.mergesIntoBase('0'.repeat(40))).toBeUndefined();
    await workspace.close();
    fixture.commit('main', { 'a.txt': 'theirs\n' });
    const again = await fixture
      .workspaces()
      .open({ remote: { url: fixture.url }, name: 'issue-1', branch: 'poppo/issue-1' });
    expect(await again.mergesIntoBase(head)).toBe(false);
  });
});
