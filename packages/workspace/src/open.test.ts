import { existsSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { acquireLock } from '@poppobuilder/core/runner-kit';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { git, writeFiles, WorkspaceFixture } from './fixtures/workspace-fixture.ts';
import type { Workspace, WorkspaceRequest } from './workspaces.ts';

let fixture: WorkspaceFixture;
beforeEach(() => {
  fixture = new WorkspaceFixture();
});
afterEach(() => fixture.remove());

function open(more: Partial<WorkspaceRequest> = {}, config = {}): Promise<Workspace> {
  const request = { remote: { url: fixture.url }, name: 'issue-1', branch: 'poppo/issue-1', ...more };
  return fixture.workspaces({ config }).open(request);
}

const read = (workspace: Workspace, path: string): string => readFileSync(join(workspace.path, path), 'utf8');

describe('where work starts', () => {
  it('is the configured base, or the one that is asked for', async () => {
    fixture.commit('main', { 'a.txt': 'main\n' });
    const develop = fixture.commit('develop', { 'a.txt': 'develop\n' });
    const config = { workspace: { base: 'develop' } };
    const configured = await open({}, config);
    expect(configured).toMatchObject({ base: 'develop', startCommit: develop, isExisting: false });
    const asked = await open({ name: 'issue-2', base: 'main' }, config);
    expect(read(asked, 'a.txt')).toBe('main\n');
  });

  it('is the default branch, for which the remote lists no more than branches once it is known', async () => {
    fixture.commit('main', { 'a.txt': 'main\n' });
    await (await open()).close();
    fixture.launches.length = 0;
    expect(await open({ name: 'issue-2', branch: 'poppo/issue-2' })).toMatchObject({ base: 'main' });
    const lists = fixture.launches.filter(({ args }) => args.includes('ls-remote'));
    expect(lists.map(({ args }) => args.includes('--heads'))).toEqual([true]);
  });

  it('is the new default branch when the one that was known is gone', async () => {
    fixture.commit('main', { 'a.txt': 'main\n' });
    await (await open()).close();
    const renamed = fixture.commit('trunk', { 'a.txt': 'trunk\n' });
    fixture.remote('symbolic-ref', 'HEAD', 'refs/heads/trunk');
    fixture.remote('branch', '-D', 'main');
    const opened = await open({ name: 'issue-2', branch: 'poppo/issue-2' });
    expect(opened).toMatchObject({ base: 'trunk', startCommit: renamed });
  });

  it('fails for a base that does not exist, and names the setting', async () => {
    fixture.commit('main', { 'a.txt': 'main\n' });
    await expect(open({}, { workspace: { base: 'gone' } })).rejects.toMatchObject({
      code: 'GIT_FAILED',
      retryable: false,
      hint: expect.stringContaining('workspace.base'),
    });
  });

  it.each([{ base: undefined }, { base: 'main' }])(
    'fails for an empty repository with base $base',
    async ({ base }) => {
      await expect(open({ base })).rejects.toMatchObject({
        code: '@poppobuilder/workspace/EMPTY_REPOSITORY',
        retryable: false,
      });
      const commit = fixture.commit('main', { 'a.txt': 'main\n' });
      expect(await open({ base })).toMatchObject({ startCommit: commit });
    },
  );

  it('fails for a remote that is not there', async () => {
    const remote = { url: `file://${fixture.folder}/nothing` };
    await expect(open({ remote })).rejects.toMatchObject({ code: 'GIT_FAILED', retryable: false });
    expect(readdirSync(join(fixture.homeFolder, 'git')).toSorted()).toEqual([
      'home',
      'indexes',
      'locks',
      'records',
    ]);
  });

  it('is the branch as it is now, also when it was moved by force or another branch took its place', async () => {
    fixture.commit('main', { 'a.txt': 'main\n' });
    fixture.commit('poppo/issue-1', { 'b.txt': 'old\n' });
    await (await open()).close();
    fixture.remote('update-ref', 'refs/heads/poppo/issue-1', 'main');
    const moved = fixture.commit('poppo/issue-1', { 'b.txt': 'new\n' });
    const workspace = await open();
    expect(workspace).toMatchObject({ isExisting: true, startCommit: moved });
    expect(read(workspace, 'b.txt')).toBe('new\n');
    fixture.remote('update-ref', '-d', 'refs/heads/poppo/issue-1');
    const nested = fixture.commit('poppo/issue-1/more', { 'c.txt': 'c\n' });
    expect(await open({ name: 'issue-2', branch: 'poppo/issue-1/more' })).toMatchObject({
      startCommit: nested,
    });
  });

  it('is the base when the branch is part of it, so that a push needs no force', async () => {
    fixture.commit('main', { 'a.txt': 'main\n' });
    fixture.commit('poppo/issue-1', { 'b.txt': 'b\n' });
    fixture.remote('update-ref', 'refs/heads/main', 'refs/heads/poppo/issue-1');
    const main = fixture.commit('main', { 'a.txt': 'later\n' });
    const workspace = await open({ isFinished: () => Promise.resolve(true) });
    expect(workspace).toMatchObject({ branch: 'poppo/issue-1', isExisting: true, startCommit: main });
    writeFiles(workspace.path, { 'c.txt': 'c\n' });
    await workspace.push(await workspace.commit({ message: 'x' }));
    expect(fixture.remote('rev-parse', 'poppo/issue-1^')).toBe(main);
  });

  it('is a branch of another name when the branch is finished', async () => {
    const main = fixture.commit('main', { 'a.txt': 'main\n' });
    fixture.commit('poppo/issue-1', { 'b.txt': 'b\n' });
    fixture.commit('poppo/issue-1-2', { 'b.txt': 'c\n' });
    const asked: string[] = [];
    const isFinished = (branch: string): Promise<boolean> => {
      asked.push(branch);
      return Promise.resolve(true);
    };
    expect(await open({ isFinished })).toMatchObject({
      branch: 'poppo/issue-1-3',
      isExisting: false,
      startCommit: main,
    });
    expect(asked).toEqual(['poppo/issue-1', 'poppo/issue-1-2']);
  });

  it.each(['日本語/ブランチ', 'a@b#c', "it's-$(touch canary)-`id`".replaceAll(' ', '')])(
    'may be a branch named %s',
    async (branch) => {
      fixture.commit('main', { 'a.txt': 'main\n' });
      const workspace = await open({ branch });
      writeFiles(workspace.path, { 'c.txt': 'c\n' });
      const { head } = await workspace.push(await workspace.commit({ message: 'x' }));
      expect(fixture.remote('rev-parse', `refs/heads/${branch}`)).toBe(head);
      expect(git(workspace.path, 'symbolic-ref', 'HEAD')).toBe(`refs/heads/${branch}`);
    },
  );

  it('is never a name that git takes for an option', async () => {
    await expect(open({ branch: '--upload-pack=touch canary' })).rejects.toMatchObject({
      code: 'INVALID_CONFIG',
    });
    await expect(open({ base: '-x' })).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
    await expect(open({ ref: '--exec=x' })).rejects.toMatchObject({ code: 'INVALID_CONFIG' });
    await expect(open({ name: '../x' })).rejects.toThrow(TypeError);
    await expect(open({ remote: { url: '--upload-pack=touch canary' } })).rejects.toMatchObject({
      code: 'GIT_FAILED',
    });
    await expect(open({ remote: { url: 'ext::touch canary' } })).rejects.toMatchObject({
      code: 'GIT_FAILED',
    });
  });
});

describe('a worktree that was used before', () => {
  it('is reset, but for what git ignores', async () => {
    fixture.commit('main', { 'a.txt': 'main\n', '.gitignore': 'node_modules\n' });
    const first = await open();
    writeFiles(first.path, { 'a.txt': 'x\n', 'new/b.txt': 'b\n', 'node_modules/c.js': 'c\n' });
    await first.close();
    const second = await open();
    expect(git(second.path, 'status', '--porcelain')).toBe('');
    expect(existsSync(join(second.path, 'new'))).toBe(false);
    expect(read(second, 'node_modules/c.js')).toBe('c\n');
  });

  it('keeps its changes when they are asked for, on top of what others pushed', async () => {
    fixture.commit('main', { 'a.txt': 'main\n' });
    const first = await open();
    writeFiles(first.path, { 'b.txt': 'b\n' });
    await first.push(await first.commit({ message: 'b' }));
    writeFiles(first.path, { 'c.txt': 'c\n' });
    await first.close();
    const theirs = fixture.commit('poppo/issue-1', { 'd.txt': 'theirs\n' });
    const second = await open({ keepsChanges: true });
    expect(git(second.path, 'status', '--porcelain')).toBe('?? c.txt');
    await second.push(await second.commit({ message: 'c' }));
    expect(fixture.remote('rev-parse', 'poppo/issue-1^')).toBe(theirs);
    expect(fixture.remote('show', 'poppo/issue-1:d.txt')).toBe('theirs');
    await second.close();
    const third = await open({ keepsChanges: true });
    expect(read(third, 'd.txt')).toBe('theirs\n');
    expect(third.startCommit).toBe(fixture.remote('rev-parse', 'poppo/issue-1'));
  });

  it('is made anew when it cannot be reset, and after locks that a killed git left', async () => {
    fixture.commit('main', { 'a.txt': 'main\n' });
    await (await open()).close();
    const folder = join(fixture.homeFolder, 'git');
    writeFileSync(join(folder, 'indexes', 'issue-1'), 'broken');
    for (const path of [
      'indexes/issue-1.lock',
      'repository.git/refs/poppo/keep/issue-1.lock',
      'repository.git/packed-refs.lock',
    ]) {
      writeFileSync(join(folder, path), '');
    }
    const main = fixture.commit('main', { 'a.txt': 'later\n' });
    const workspace = await open();
    expect(workspace.startCommit).toBe(main);
    expect(read(workspace, 'a.txt')).toBe('later\n');
  });
});

describe('work that is only read', () => {
  const configuration = { 'CLAUDE.md': 'base\n', '.claude/settings.json': '{}', 'sub/CLAUDE.md': 'base\n' };

  it('has the configuration of the base, and commits no change of it', async () => {
    fixture.commit('main', { ...configuration, 'a.txt': 'main\n', 'AGENTS.md': 'base\n' });
    const head = fixture.commit('theirs', {
      'a.txt': 'theirs\n',
      'CLAUDE.md': 'evil\n',
      '.claude/settings.json': 'evil',
      '.claude/hooks/x': 'evil',
      '.mcp.json': 'evil',
      'sub/CLAUDE.md': undefined,
    });
    fixture.remote('update-ref', 'refs/pull/7/head', head);
    fixture.remote('update-ref', '-d', 'refs/heads/theirs');
    const workspace = await open({ name: 'pull-7', branch: 'theirs', ref: 'refs/pull/7/head' });
    expect(workspace.startCommit).toBe(head);
    expect(read(workspace, 'a.txt')).toBe('theirs\n');
    for (const [path, text] of Object.entries(configuration)) expect(read(workspace, path)).toBe(text);
    expect(existsSync(join(workspace.path, '.mcp.json'))).toBe(false);
    expect(existsSync(join(workspace.path, '.claude/hooks'))).toBe(false);
    writeFiles(workspace.path, { 'b.txt': 'b\n' });
    const changes = await workspace.commit({ message: 'x' });
    expect(changes.skipped.every(({ reason }) => reason === 'configuration')).toBe(true);
    const repository = join(fixture.homeFolder, 'git', 'repository.git');
    expect(git(repository, 'diff', '--name-only', head, changes.head)).toBe('b.txt');
    expect(await workspace.diff(workspace.baseCommit, head, { paths: ['a.txt'] })).toContain('+theirs');
    expect(await workspace.diff(workspace.baseCommit, head, { paths: ['b.txt'] })).toBe('');
  });
});

describe('a file of the base', () => {
  it('is read as text, through links inside of the repository', async () => {
    fixture.commit('main', {
      'AGENTS.md': 'instructions\n',
      'dir/x': 'x',
      'large.txt': 'x'.repeat(300 * 1024),
    });
    const clone = join(fixture.folder, 'links');
    git(fixture.folder, 'clone', '-q', fixture.remoteFolder, clone);
    git(clone, 'config', 'core.symlinks', 'true');
    rmSync(join(clone, 'CLAUDE.md'), { force: true });
    const { symlinkSync } = process.getBuiltinModule('node:fs');
    symlinkSync('AGENTS.md', join(clone, 'CLAUDE.md'));
    symlinkSync('/etc/passwd', join(clone, 'passwd'));
    git(clone, 'add', '-A');
    git(clone, 'commit', '-qm', 'links');
    git(clone, 'push', '-q', 'origin', 'HEAD:main');
    const workspace = await open();
    expect(await workspace.readBase('CLAUDE.md')).toBe('instructions\n');
    expect(await workspace.readBase('passwd')).toBeUndefined();
    expect(await workspace.readBase('nothing')).toBeUndefined();
    expect(await workspace.readBase('dir')).toBeUndefined();
    expect(await workspace.readBase('large.txt')).toHaveLength(256 * 1024);
  });
});

describe('many tasks', () => {
  it('open 20 worktrees at once, each with its own', async () => {
    fixture.commit('main', { 'a.txt': 'main\n' });
    const workspaces = fixture.workspaces();
    const all = await Promise.all(
      Array.from({ length: 20 }, (_, number) =>
        workspaces.open({ remote: { url: fixture.url }, name: `issue-${number}`, branch: `b/${number}` }),
      ),
    );
    await Promise.all(
      all.map(async (workspace, number) => {
        writeFiles(workspace.path, { [`${number}.txt`]: 'x' });
        await workspace.push(await workspace.commit({ message: 'x' }));
      }),
    );
    expect(fixture.remote('for-each-ref', 'refs/heads/b').split('\n')).toHaveLength(20);
  }, 60_000);

  it('have a worktree one after the other', async () => {
    fixture.commit('main', { 'a.txt': 'main\n' });
    const first = await open();
    const second = open();
    writeFiles(first.path, { 'b.txt': 'b\n' });
    await first.push(await first.commit({ message: 'x' }));
    await first.close();
    expect((await second).isExisting).toBe(true);
    await expect(first.commit({ message: 'x' })).rejects.toMatchObject({ code: 'GIT_FAILED' });
  });

  it('wait no longer than until they are stopped', async () => {
    fixture.commit('main', { 'a.txt': 'main\n' });
    const locks = join(fixture.homeFolder, 'git', 'locks');
    mkdirSync(locks, { recursive: true });
    const lock = await acquireLock(join(locks, 'worktree-issue-1.lock'), fixture.abort.signal);
    const waiting = open();
    fixture.abort.abort(new Error('stopped'));
    await expect(waiting).rejects.toThrow('stopped');
    lock.release();
  });
});
