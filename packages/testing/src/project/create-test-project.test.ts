import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { expect, it, vi } from 'vitest';
import { copyTestProject, createTestProject } from './create-test-project.ts';

const git = (cwd: string, ...args: string[]): string => execFileSync('git', args, { cwd, encoding: 'utf8' });

it('has its files in one commit, with a clean status', async () => {
  await using project = await createTestProject({
    files: {
      'src/a.js': 'let a',
      'bin/run': '#!/bin/sh\n',
      'logo.png': Uint8Array.of(1, 2),
      '.gitignore': '*.png',
    },
  });
  expect(git(project.path, 'log', '--format=%an %s')).toBe('PoppoBuilder Test Create the test project\n');
  expect(git(project.path, 'ls-files').split('\n')).toEqual([
    '.gitignore',
    'bin/run',
    'logo.png',
    'src/a.js',
    '',
  ]);
  expect(git(project.path, 'status', '--porcelain', '--branch')).toBe('## main\n');
  expect(statSync(join(project.path, 'bin/run')).mode & 0o111).toBe(0o111);
});

it("does not depend on the user's configuration of git, nor on a repository that git's variables name", async () => {
  vi.stubEnv('GIT_DIR', '/nowhere');
  vi.stubEnv('HOME', '/nowhere');
  vi.stubEnv('GIT_AUTHOR_NAME', 'Mallory');
  try {
    await using project = await createTestProject();
    vi.unstubAllEnvs();
    expect(git(project.path, 'log', '--format=%an')).toBe('PoppoBuilder Test\n');
    git(project.path, 'commit', '--allow-empty', '--quiet', '--message', 'by a task');
  } finally {
    vi.unstubAllEnvs();
  }
});

it('is removed with all that lies beside it, once or twice', async () => {
  const project = await createTestProject();
  await project.remove();
  await project.remove();
  expect(existsSync(dirname(project.path))).toBe(false);
});

it('can be copied, with a clean status and a life of its own', async () => {
  await using project = await createTestProject({ files: { 'a.txt': 'a' } });
  await using copy = await copyTestProject(project);
  expect(git(copy.path, 'diff-files', '--name-only')).toBe('');
  expect(readFileSync(join(copy.path, 'a.txt'), 'utf8')).toBe('a');
});

it.each(['../a.txt', '/etc/a.txt', ''])('rejects the file %j, which lies outside', async (name) => {
  const creating = createTestProject({ files: { [name]: '' } });
  await expect(creating).rejects.toMatchObject({
    code: 'INVALID_CONFIG',
    message: expect.stringContaining(JSON.stringify(name)) as string,
  });
});
