import { existsSync, mkdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { git, writeFiles, WorkspaceFixture } from './fixtures/workspace-fixture.ts';
import type { Workspace, WorkspaceRequest } from './workspaces.ts';

let fixture: WorkspaceFixture;
beforeEach(() => {
  fixture = new WorkspaceFixture();
});
afterEach(() => fixture.remove());

/** Milliseconds for tests that write much. */
const SLOW = 60_000;

const AUTHOR = 'poppobuilder@users.noreply.github.com';

const request = (more: Partial<WorkspaceRequest> = {}): WorkspaceRequest => ({
  remote: { url: fixture.url },
  name: 'issue-1',
  branch: 'poppo/issue-1',
  ...more,
});

/** Commits with the identity that the worktree's own configuration has. */
function agentCommit(workspace: Workspace, message: string): void {
  git(workspace.path, 'add', '-A', '-f');
  git(workspace.path, 'commit', '-q', '--allow-empty', '-m', message, '--as-agent');
}

const remoteFiles = (branch = 'poppo/issue-1'): string[] =>
  fixture.remote('ls-tree', '-r', '--name-only', '-z', branch).split('\0').filter(Boolean);

describe("the agent's own commits", () => {
  it('are kept when they are clean, with what is left over on top', async () => {
    fixture.commit('main', { 'a.txt': 'one\n' });
    const workspace = await fixture.workspaces().open(request());
    writeFiles(workspace.path, { 'b.txt': 'b\n' });
    agentCommit(workspace, 'Add b');
    writeFiles(workspace.path, { 'ü c.txt': 'c\n' });
    agentCommit(workspace, 'Add c');
    writeFiles(workspace.path, { 'd.txt': 'd\n' });
    const changes = await workspace.commit({ message: 'The rest' });
    await workspace.push(changes);
    expect(changes.commits).toHaveLength(3);
    expect(fixture.remote('log', '--format=%s', 'main..poppo/issue-1').split('\n')).toEqual([
      'The rest',
      'Add c',
      'Add b',
    ]);
    expect(remoteFiles()).toEqual(['a.txt', 'b.txt', 'd.txt', 'ü c.txt']);
  });

  it('are squashed when one of them held a .env at depth, though a later one removed it', async () => {
    fixture.commit('main', { 'a.txt': 'one\n' });
    const workspace = await fixture.workspaces().open(request());
    writeFiles(workspace.path, { 'x/y/.ENV': 'A=1\n', 'b.txt': 'b\n' });
    agentCommit(workspace, 'Add b');
    writeFiles(workspace.path, { 'x/y/.ENV': undefined });
    agentCommit(workspace, 'Remove it');
    await workspace.push(await workspace.commit({ message: 'All of it' }));
    expect(fixture.remote('log', '--format=%s', 'main..poppo/issue-1')).toBe('All of it');
    expect(fixture.remote('rev-list', '--objects', 'main..poppo/issue-1')).not.toContain('.ENV');
  });

  it('are squashed when they are of somebody else, or hold a secret in the message', async () => {
    fixture.commit('main', { 'a.txt': 'one\n' });
    const workspace = await fixture.workspaces({ secrets: ['hunter2-hunter2'] }).open(request());
    writeFiles(workspace.path, { 'b.txt': 'b\n' });
    agentCommit(workspace, 'Add b with hunter2-hunter2');
    const changes = await workspace.commit({ message: 'Told hunter2-hunter2' });
    await workspace.push(changes);
    expect(changes.commits).toHaveLength(1);
    expect(fixture.remote('log', '-1', '--format=%ae %s', 'poppo/issue-1')).toBe(`${AUTHOR} Told [REDACTED]`);
  });

  it('are squashed when history was rewritten, and on a detached HEAD they count', async () => {
    fixture.commit('main', { 'a.txt': 'one\n' });
    fixture.commit('main', { 'a.txt': 'two\n' });
    const workspace = await fixture.workspaces().open(request());
    git(workspace.path, 'checkout', '-q', '--detach');
    writeFiles(workspace.path, { 'b.txt': 'b\n' });
    agentCommit(workspace, 'Detached');
    expect((await workspace.commit({ message: 'x' })).commits).toEqual([
      git(workspace.path, 'rev-parse', 'HEAD'),
    ]);
    git(workspace.path, 'checkout', '-q', '--orphan', 'other');
    writeFiles(workspace.path, { 'c.txt': 'c\n' });
    agentCommit(workspace, 'Orphan');
    await workspace.push(await workspace.commit({ message: 'Squashed' }));
    expect(fixture.remote('log', '--format=%s', 'main..poppo/issue-1')).toBe('Squashed');
    expect(remoteFiles()).toEqual(['a.txt', 'b.txt', 'c.txt']);
  });

  it('with merges of the base are kept', async () => {
    fixture.commit('main', { 'a.txt': 'one\n' });
    fixture.commit('poppo/issue-1', { 'b.txt': 'b\n' });
    fixture.commit('main', { '.github/workflows/x.yml': 'x\n' });
    const workspace = await fixture.workspaces().open(request());
    git(workspace.path, 'merge', '-q', '-m', 'Merge main', 'origin/main', '--as-agent');
    const changes = await workspace.commit({ message: 'x' });
    expect(changes).toMatchObject({ commits: [git(workspace.path, 'rev-parse', 'HEAD')], skipped: [] });
    await workspace.push(changes);
  });
});

describe('what is left out', () => {
  it('is secrets, workflows and files that hold a secret, each named with its reason', async () => {
    fixture.commit('main', {
      'a.txt': 'one\n',
      'sub/.env': 'TRACKED=1\n',
      '.github/workflows/ci.yml': 'old\n',
    });
    const secret = 'ghs_0123456789abcdef';
    const workspace = await fixture.workspaces({ secrets: [secret] }).open(request());
    writeFiles(workspace.path, {
      'a.txt': 'two\n',
      '.env': 'A=1\n',
      '.env.example': 'A=\n',
      'sub/.env': 'TRACKED=2\n',
      'deep/id_rsa': 'key\n',
      '.github/workflows/ci.yml': 'new\n',
      '.github/workflows/more.yml': 'new\n',
      'leak.txt': `x${secret}y`,
      'leak.b64': Buffer.from(`ab${secret}`).toString('base64'),
      'utf16.txt': Buffer.from(secret, 'utf16le'),
      '.poppo/x': 'own\n',
    });
    const changes = await workspace.commit({ message: 'Work' });
    await workspace.push(changes);
    expect(changes.skipped.map(({ path, reason }) => `${reason} ${path}`).toSorted()).toEqual([
      'secret .env',
      'secret deep/id_rsa',
      'secret leak.b64',
      'secret leak.txt',
      'secret sub/.env',
      'secret utf16.txt',
      'workflow .github/workflows/ci.yml',
      'workflow .github/workflows/more.yml',
    ]);
    expect(remoteFiles()).toEqual(['.env.example', '.github/workflows/ci.yml', 'a.txt', 'sub/.env']);
    expect(fixture.remote('show', 'poppo/issue-1:sub/.env')).toBe('TRACKED=1');
    expect(fixture.remote('show', 'poppo/issue-1:.github/workflows/ci.yml')).toBe('old');
  });

  it('is a secret of several lines, by any of them, and no common word', async () => {
    fixture.commit('main', { 'a.txt': 'one\n' });
    const lines = ['MIIEvQIBADANBgkqhkiG9w0BAQEF', 'AASCBKcwggSjAgEAAoIBAQC7VJTU'];
    const pem = ['-----BEGIN PRIVATE KEY-----', ...lines, '-----END PRIVATE KEY-----'].join('\n');
    const workspace = await fixture.workspaces({ secrets: [`${pem}\n`, 'postgres'] }).open(request());
    writeFiles(workspace.path, {
      'indented.yml': pem.replaceAll(/^/gm, '    '),
      'crlf.txt': pem.replaceAll('\n', '\r\n'),
      'line.txt': `key = "${lines[1]}"`,
      'boundary.txt': '-----BEGIN PRIVATE KEY-----\n',
      'compose.yml': 'image: postgres:16\n',
    });
    const changes = await workspace.commit({ message: 'Change' });
    expect(changes.skipped.map(({ reason, path }) => `${reason} ${path}`).toSorted()).toEqual([
      'secret crlf.txt',
      'secret indented.yml',
      'secret line.txt',
    ]);
  });

  it('is a secret file under another name', async () => {
    fixture.commit('main', { 'a.txt': 'one\n', '.env': 'TRACKED=1\n' });
    const workspace = await fixture.workspaces().open(request());
    git(workspace.path, 'mv', '.env', 'harmless.txt');
    const changes = await workspace.commit({ message: 'Rename' });
    expect(changes.commits).toEqual([]);
    expect(changes.skipped).toHaveLength(2);
  });

  it('is nothing of workflows where the project pushes them', async () => {
    fixture.commit('main', { 'a.txt': 'one\n' });
    const workspace = await fixture
      .workspaces({ config: { workspace: { workflows: true } } })
      .open(request());
    writeFiles(workspace.path, { '.github/workflows/ci.yml': 'new\n' });
    expect(await workspace.commit({ message: 'x' })).toMatchObject({ skipped: [] });
  });

  it('is a repository inside of the worktree, while submodules stay as they were', async () => {
    const commit = fixture.commit('main', { 'a.txt': 'one\n' });
    const clone = join(fixture.folder, 'with-submodule');
    git(fixture.folder, 'clone', '-q', fixture.remoteFolder, clone);
    git(clone, 'submodule', '--quiet', 'add', fixture.url, 'lib');
    git(clone, 'commit', '-qm', 'Add lib');
    git(clone, 'push', '-q', 'origin', 'HEAD:main');
    const canary = join(fixture.folder, 'canary');
    const workspace = await fixture.workspaces().open(request());
    expect(existsSync(join(workspace.path, 'lib'))).toBe(true);
    expect(git(workspace.path, 'status', '--porcelain')).toBe('');
    for (const folder of ['lib', 'nested']) {
      const path = join(workspace.path, folder);
      git(workspace.path, 'init', '-q', path);
      writeFiles(path, { 'f.txt': 'f\n' });
      git(path, 'add', '.');
      git(path, 'commit', '-qm', 'f');
      git(path, 'config', 'core.fsmonitor', `touch ${canary}; false`);
    }
    writeFiles(workspace.path, { 'a.txt': 'two\n' });
    const changes = await workspace.commit({ message: 'x' });
    await workspace.commit({ message: 'x' });
    await workspace.push(changes);
    expect(fixture.remote('ls-tree', 'poppo/issue-1', 'lib')).toContain(`160000 commit ${commit}`);
    expect(remoteFiles()).toEqual(['.gitmodules', 'a.txt', 'lib']);
    await workspace.close();
    const again = await fixture.workspaces().open(request());
    expect(existsSync(join(again.path, 'nested'))).toBe(false);
    expect(git(again.path, 'status', '--porcelain')).toBe('');
    expect(existsSync(canary)).toBe(false);
  });
});

describe('files of every kind', () => {
  it(
    'are committed byte for byte',
    async () => {
      fixture.commit('main', { 'a.txt': 'one\r\ntwo\r\n', 'l.txt': 'l\n' });
      const workspace = await fixture.workspaces().open(request());
      expect(readFileSync(join(workspace.path, 'a.txt'), 'utf8')).toBe('one\r\ntwo\r\n');
      const large = Buffer.alloc(50 * 1024 * 1024, 'large');
      writeFiles(workspace.path, {
        'crlf.txt': 'a\r\nb\n',
        'b.bin': Buffer.from([0, 255, 10, 13]),
        'large.bin': large,
      });
      symlinkSync('/etc/passwd', join(workspace.path, 'link'));
      const changes = await workspace.commit({ message: 'x' });
      await workspace.push(changes);
      expect(changes.skipped).toEqual([]);
      expect(fixture.remote('cat-file', '-s', 'poppo/issue-1:large.bin')).toBe(String(large.length));
      expect(fixture.remote('show', 'poppo/issue-1:link')).toBe('/etc/passwd');
      expect(fixture.remote('cat-file', '-s', 'poppo/issue-1:crlf.txt')).toBe('5');
    },
    SLOW,
  );

  it(
    'above what GitHub takes are named and left out',
    async () => {
      fixture.commit('main', { 'a.txt': 'one\n' });
      const workspace = await fixture.workspaces().open(request());
      writeFiles(workspace.path, { 'large.bin': Buffer.alloc(101 * 1024 * 1024) });
      expect(await workspace.commit({ message: 'x' })).toMatchObject({
        commits: [],
        skipped: [{ path: 'large.bin', reason: 'too-large' }],
      });
    },
    SLOW,
  );
});

describe('names that are no UTF-8', () => {
  const place = (workspace: Workspace, ...parts: readonly (string | number)[]): Buffer =>
    Buffer.concat(
      [`${workspace.path}/`, ...parts].map((part) =>
        typeof part === 'string' ? Buffer.from(part) : Buffer.from([part]),
      ),
    );

  const remoteNames = (): string =>
    fixture.remote('-c', 'core.quotePath=true', 'ls-tree', '-r', '--name-only', 'poppo/issue-1');

  it('are those of files that are left out, and named, and of files that are pushed', async () => {
    fixture.commit('main', { 'a.txt': 'one\n' });
    const workspace = await fixture.workspaces().open(request());
    for (const folder of [place(workspace, 'caf', 0xe9), place(workspace, 0xff, 'é')]) mkdirSync(folder);
    writeFileSync(place(workspace, 'caf', 0xe9, '/.env'), 'A=1\n');
    writeFileSync(place(workspace, 'caf', 0xe9, '/b.txt'), 'b\n');
    writeFileSync(place(workspace, 0xff, 'é/id_rsa'), 'key\n');
    writeFileSync(place(workspace, 'x', 0x80, '.pem'), 'key\n');
    const changes = await workspace.commit({ message: 'x' });
    expect(changes.skipped).toHaveLength(3);
    expect(changes.skipped).toEqual(
      expect.arrayContaining([
        { path: 'caf\uFFFD/.env', reason: 'secret' },
        { path: '\uFFFDé/id_rsa', reason: 'secret' },
        { path: 'x\uFFFD.pem', reason: 'secret' },
      ]),
    );
    await workspace.push(changes);
    expect(remoteNames()).toBe('a.txt\n"caf\\351/b.txt"');
  });

  it("keep the agent's own commits only without secrets", async () => {
    fixture.commit('main', { 'a.txt': 'one\n' });
    const workspace = await fixture.workspaces().open(request());
    mkdirSync(place(workspace, 'caf', 0xe9));
    writeFileSync(place(workspace, 'caf', 0xe9, '/b.txt'), 'b\n');
    agentCommit(workspace, 'Clean');
    writeFileSync(place(workspace, 'caf', 0xe9, '/.env'), 'A=1\n');
    agentCommit(workspace, 'Secret');
    const changes = await workspace.commit({ message: 'All of it' });
    await workspace.push(changes);
    expect(fixture.remote('log', '--format=%s', 'main..poppo/issue-1')).toBe('All of it');
    expect(remoteNames()).toBe('a.txt\n"caf\\351/b.txt"');
  });
});

describe('repositories in the worktree', () => {
  const initialize = (folder: string, hasCommit: boolean): void => {
    writeFiles(folder, { 'index.js': '1\n' });
    git(folder, 'init', '-q');
    git(folder, 'add', '-A');
    if (hasCommit) git(folder, 'commit', '-q', '-m', 'x');
  };

  it.each<[title: string, path: string, make: (folder: string) => void]>([
    ['with a commit', 'app', (folder) => initialize(folder, true)],
    ['in a folder', 'packages/deep/app', (folder) => initialize(folder, true)],
    ['without a commit', 'app', (folder) => initialize(folder, false)],
    ['without a commit in a folder', 'x/app', (folder) => initialize(folder, false)],
    [
      'by a file',
      'app',
      (folder) => {
        writeFiles(folder, { 'index.js': '1\n' });
        git(folder, 'init', '-q', '--separate-git-dir', join(fixture.folder, 'elsewhere'));
      },
    ],
  ])('are left out and named: %s', async (_title, path, make) => {
    fixture.commit('main', { 'README.md': 'one\n' });
    const workspace = await fixture.workspaces().open(request());
    make(join(workspace.path, path));
    const alone = await workspace.commit({ message: 'x' });
    expect(alone).toMatchObject({ commits: [], skipped: [{ path, reason: 'repository' }] });
    writeFiles(workspace.path, { 'README.md': 'two\n', 'b.txt': 'b\n' });
    const changes = await workspace.commit({ message: 'x' });
    expect(changes.skipped).toEqual([{ path, reason: 'repository' }]);
    await workspace.push(changes);
    expect(remoteFiles()).toEqual(['README.md', 'b.txt']);
  });

  it('are left out and named when the agent adds one as a submodule', async () => {
    fixture.commit('main', { 'README.md': 'one\n' });
    const workspace = await fixture.workspaces().open(request());
    git(workspace.path, 'submodule', '--quiet', 'add', fixture.url, 'lib');
    const changes = await workspace.commit({ message: 'x' });
    expect(changes.skipped).toEqual([{ path: 'lib', reason: 'repository' }]);
    await workspace.push(changes);
    expect(remoteFiles()).toEqual(['.gitmodules', 'README.md']);
  });

  it('without .git are files like all others', async () => {
    fixture.commit('main', { 'README.md': 'one\n' });
    const workspace = await fixture.workspaces().open(request());
    initialize(join(workspace.path, 'app'), true);
    rmSync(join(workspace.path, 'app', '.git'), { recursive: true });
    const changes = await workspace.commit({ message: 'x' });
    expect(changes.skipped).toEqual([]);
    await workspace.push(changes);
    expect(remoteFiles()).toEqual(['README.md', 'app/index.js']);
  });
});

describe('a hostile worktree', () => {
  it('runs nothing of its git configuration on the host', async () => {
    fixture.commit('main', { 'a.txt': 'one\n', '.gitattributes': '* filter=evil diff=evil\n' });
    const workspace = await fixture.workspaces().open(request());
    const canary = join(fixture.folder, 'canary');
    const run = `touch ${canary}; cat`;
    writeFiles(workspace.path, { 'a.txt': 'two\n' });
    agentCommit(workspace, 'Mine');
    for (const key of [
      'core.fsmonitor',
      'core.sshCommand',
      'core.pager',
      'core.editor',
      'core.alternateRefsCommand',
      'filter.evil.clean',
      'filter.evil.smudge',
      'filter.evil.process',
      'diff.evil.command',
      'diff.evil.textconv',
      'gpg.program',
      'credential.helper',
      'uploadpack.packObjectsHook',
    ]) {
      git(workspace.path, 'config', key, run);
    }
    git(workspace.path, 'config', 'core.worktree', fixture.folder);
    git(workspace.path, 'config', 'log.showSignature', 'true');
    git(workspace.path, 'config', 'include.path', join(fixture.folder, 'more-config'));
    git(workspace.path, 'config', 'remote.origin.url', 'ssh://evil.invalid/x');
    git(workspace.path, 'config', 'remote.origin.promisor', 'true');
    for (const hook of [
      'pre-commit',
      'post-checkout',
      'post-index-change',
      'reference-transaction',
      'pre-push',
    ]) {
      const file = join(workspace.path, '.git', 'hooks', hook);
      writeFiles(workspace.path, { [`.git/hooks/${hook}`]: `#!/bin/sh\ntouch ${canary}\n` });
      writeFileSync(file, `#!/bin/sh\ntouch ${canary}\n`, { mode: 0o755 });
    }
    const changes = await workspace.commit({ message: 'x' });
    await workspace.push(changes);
    expect(changes.commits).toHaveLength(1);
    await workspace.close();
    const again = await fixture.workspaces().open(request({ keepsChanges: true }));
    await again.close();
    const third = await fixture.workspaces().open(request());
    expect(git(third.path, 'config', '--get-all', 'user.email')).toBe(AUTHOR);
    expect(existsSync(join(third.path, '.git', 'hooks'))).toBe(false);
    expect(existsSync(canary)).toBe(false);
  });

  it.each([
    { title: 'a file', make: (path: string) => writeFileSync(path, 'gitdir: /etc\n') },
    { title: 'a link', make: (path: string) => symlinkSync('/etc', path) },
    { title: 'nothing', make: () => undefined },
  ])('may have $title in place of .git', async ({ make }) => {
    fixture.commit('main', { 'a.txt': 'one\n' });
    const workspace = await fixture.workspaces().open(request());
    const path = join(workspace.path, '.git');
    rmSync(path, { recursive: true });
    make(path);
    writeFiles(workspace.path, { 'a.txt': 'two\n' });
    expect((await workspace.commit({ message: 'x' })).commits).toHaveLength(1);
    await workspace.close();
    const again = await fixture.workspaces().open(request());
    expect(git(again.path, 'status', '--porcelain')).toBe('');
    expect(existsSync('/etc/passwd')).toBe(true);
  });

  it('may have lost all its files', async () => {
    fixture.commit('main', { 'a.txt': 'one\n', 'b/c.txt': 'c\n' });
    const workspace = await fixture.workspaces().open(request());
    rmSync(workspace.path, { recursive: true });
    const changes = await workspace.commit({ message: 'Remove all' });
    await workspace.push(changes);
    expect(remoteFiles()).toEqual([]);
    await workspace.close();
    const again = await fixture.workspaces().open(request({ branch: 'other' }));
    expect(readFileSync(join(again.path, 'b/c.txt'), 'utf8')).toBe('c\n');
  });

  it('may be a link itself: nothing behind it is committed or changed', async () => {
    fixture.commit('main', { 'a.txt': 'one\n' });
    const workspace = await fixture.workspaces().open(request());
    const outside = join(fixture.folder, 'outside');
    writeFiles(outside, { 'a.txt': 'outside\n', 'private.txt': 'p\n' });
    rmSync(workspace.path, { recursive: true });
    symlinkSync(outside, workspace.path);
    await expect(workspace.commit({ message: 'x' })).rejects.toMatchObject({ code: 'GIT_FAILED' });
    await workspace.close();
    const again = await fixture.workspaces().open(request());
    expect(readFileSync(join(again.path, 'a.txt'), 'utf8')).toBe('one\n');
    expect(readFileSync(join(outside, 'a.txt'), 'utf8')).toBe('outside\n');
  });

  it('may have links in place of folders: files behind them stay, and the next task has the files back', async () => {
    fixture.commit('main', { 'd/a.txt': 'one\n', 'd/e/b.txt': 'b\n' });
    const workspace = await fixture.workspaces().open(request());
    const outside = join(fixture.folder, 'outside');
    writeFiles(outside, { 'a.txt': 'outside\n', 'e/b.txt': 'outside\n', 'e/new.txt': 'n\n' });
    rmSync(join(workspace.path, 'd'), { recursive: true });
    symlinkSync(outside, join(workspace.path, 'd'));
    const changes = await workspace.commit({ message: 'x' });
    await workspace.push(changes);
    expect(remoteFiles()).toEqual(['d']);
    await workspace.close();
    const again = await fixture.workspaces().open(request({ branch: 'other' }));
    expect(readFileSync(join(again.path, 'd/e/b.txt'), 'utf8')).toBe('b\n');
    expect(readFileSync(join(outside, 'e/b.txt'), 'utf8')).toBe('outside\n');
    expect(existsSync(join(outside, 'e/new.txt'))).toBe(true);
  });
});

describe('committing again', () => {
  it('returns the same commits while nothing changes, and only the new ones after a push', async () => {
    fixture.commit('main', { 'a.txt': 'one\n' });
    const workspace = await fixture.workspaces().open(request());
    expect(await workspace.commit({ message: 'x' })).toEqual({
      commits: [],
      head: workspace.startCommit,
      skipped: [],
    });
    writeFiles(workspace.path, { 'a.txt': 'two\n' });
    const first = await workspace.commit({ message: 'x' });
    expect(await workspace.commit({ message: 'x' })).toEqual(first);
    await workspace.push(first);
    expect((await workspace.commit({ message: 'x' })).commits).toEqual([]);
    writeFiles(workspace.path, { 'a.txt': 'three\n' });
    const second = await workspace.commit({ message: 'y' });
    await workspace.push(second);
    expect(fixture.remote('log', '--format=%s', 'main..poppo/issue-1')).toBe('y\nx');
  });
});
