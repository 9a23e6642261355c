import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { execa } from 'execa';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { GitRemote } from './git-remote.ts';
import { startGitHub } from './github-stand-in.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'poppobuilder-git-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const environment = { GIT_CONFIG_GLOBAL: '/dev/null', GIT_TERMINAL_PROMPT: '0' };
const git = execa({ env: environment });

describe('a git remote', () => {
  it('accepts commits of people and shows its content', () => {
    using remote = new GitRemote({ owner: 'acme', repo: 'shop', files: { 'a/b.txt': 'one\n' } });
    const author = { name: 'Bob', email: 'bob@example.com' };
    const sha = remote.commit('topic', { 'a/b.txt': null, 'ä.txt': 'two\r\n' }, author, 'Change');
    expect(remote.branches()).toEqual(['main', 'topic']);
    expect(remote.files('topic')).toEqual(['ä.txt']);
    expect(remote.show('topic', 'ä.txt')).toBe('two\r\n');
    expect(remote.show('topic', 'a/b.txt')).toBeUndefined();
    expect(remote.log('topic')[0]).toEqual({
      sha,
      author: 'Bob',
      email: 'bob@example.com',
      subject: 'Change',
    });
  });

  it('can be empty', () => {
    using remote = new GitRemote({ owner: 'acme', repo: 'shop', files: null });
    expect(remote.branches()).toEqual([]);
    expect(remote.resolve('main')).toBeUndefined();
  });

  it('is cloned and pushed to by path', async () => {
    using remote = new GitRemote({ owner: 'acme', repo: 'shop' });
    await git`git clone -q ${remote.url} ${folder}`;
    await git({ cwd: folder })`git push -q origin HEAD:refs/heads/topic`;
    expect(remote.branches()).toEqual(['main', 'topic']);
    remote.refusePushes('Changes must be made through a pull request.');
    const push = git({ cwd: folder })`git push -q origin HEAD:refs/heads/other`;
    await expect(push).rejects.toThrow(/Changes must be made through a pull request/);
    remote.refusePushes(null);
    await git({ cwd: folder })`git push -q origin HEAD:refs/heads/other`;
    expect(remote.branches()).toEqual(['main', 'other', 'topic']);
  });

  it('is cloned and pushed to by smart HTTP with a token', async () => {
    await using github = await startGitHub();
    await expect(git`git clone -q ${github.cloneUrl} ${folder}`).rejects.toThrow(/could not read Username/);
    const token = github.token('poppo-bot');
    const basic = Buffer.from(`x-access-token:${token}`).toString('base64');
    const header = `http.extraHeader=Authorization: Basic ${basic}`;
    await git`git -c ${header} clone -q ${github.cloneUrl} ${folder}`;
    await git({ cwd: folder })`git -c ${header} push -q origin HEAD:refs/heads/topic`;
    expect(github.remote.branches()).toEqual(['main', 'topic']);
    const other = `http.extraHeader=Authorization: Basic ${Buffer.from(`x:${github.token('mallory')}`).toString('base64')}`;
    const denied = git({ cwd: folder })`git -c ${other} push -q origin HEAD:refs/heads/evil`;
    await expect(denied).rejects.toThrow(/403/);
    expect(github.remote.branches()).toEqual(['main', 'topic']);
    expect(github.gitRequests[0]).toMatchObject({ password: undefined, status: 401 });
    expect(github.gitRequests).toContainEqual({
      method: 'POST',
      path: '/acme/shop.git/git-receive-pack',
      service: 'git-receive-pack',
      password: token,
      status: 200,
    });
  });
});
