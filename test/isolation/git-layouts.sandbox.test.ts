import { execFileSync } from 'node:child_process';
import { chownSync, mkdirSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { expect, it, vi } from 'vitest';
import { TemporaryProject } from '../support/temporary-project.ts';

vi.setConfig({ testTimeout: 120_000 });

/** HOME of the operator. */
const operatorOf = (files: TemporaryProject): string => join(files.folder, 'operator');

function git(files: TemporaryProject, cwd: string, ...args: readonly string[]): void {
  const env = { PATH: process.env['PATH'], HOME: operatorOf(files) };
  execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], { cwd, env });
}

/** Makes a repository of what lies in a folder. */
function commitAll(files: TemporaryProject, folder: string): void {
  git(files, folder, 'init', '-q');
  git(files, folder, 'add', '-A');
  git(files, folder, 'commit', '-qm', 'The first commit');
}

/** What a shell script prints in a sandbox, and what the task is reported. */
async function run(
  files: TemporaryProject,
  projectPath: string,
  script: string,
): Promise<{ readonly printed: unknown; readonly reported: readonly string[] }> {
  const reported: string[] = [];
  await using pool = new WorkerPool({
    plugins: ['@poppobuilder/plugin-custom-command'],
    from: import.meta.dirname,
    isolation: 'sandbox',
    homeFolder: files.home,
    environment: { PATH: process.env['PATH'] ?? '', HOME: operatorOf(files) },
  });
  pool.on('log', ({ level, message }) => void (level === 'warn' && reported.push(message)));
  const task = files.task({ projectPath, command: 'sh', args: ['-c', `{ ${script}\n} 2>&1; true`] });
  const result = await pool.execute(task as never);
  return { printed: (result as unknown as { readonly stdout: string }).stdout.trim(), reported };
}

it('a linked worktree can read its repository, and cannot write it', async () => {
  await using files = await TemporaryProject.create();
  await files.write('main/a.txt', 'a');
  await files.write('main/.env', 'SECRET=1');
  const main = join(files.folder, 'main');
  commitAll(files, main);
  const linked = join(files.folder, 'linked');
  git(files, main, 'worktree', 'add', '-q', linked);
  const script = `git log --format=%s; git status --short; ls -A ${main}; echo x > ${main}/.git/x && echo WRITTEN`;
  const { printed } = await run(files, linked, script);
  expect(printed).toMatch(/^The first commit\n\.git\n.*Read-only file system$/);
});

it('a package of a workspace can read what is installed at the root, and none of its secrets', async () => {
  await using files = await TemporaryProject.create();
  await files.write('mono/package.json', { workspaces: ['packages/*'] });
  await files.write('mono/.env', 'SECRET=1');
  await files.write('mono/.poppo/credentials.json', '{}', 0o600);
  await files.write('mono/packages/other/secret.txt', 'secret');
  await files.write('mono/node_modules/hoisted/index.js', 'module.exports = "hoisted"');
  await files.write('mono/packages/lib/package.json', { name: '@m/lib', main: 'main.js' });
  await files.write('mono/packages/lib/main.js', 'module.exports = "linked"');
  await files.write('mono/packages/lib/.env', 'SECRET=1');
  await files.write('mono/packages/app/package.json', { name: 'app' });
  const mono = join(files.folder, 'mono');
  mkdirSync(join(mono, 'node_modules', '@m'));
  symlinkSync('../../packages/lib', join(mono, 'node_modules', '@m', 'lib'));
  const script = `node -p 'require("hoisted") + require("@m/lib")'; ls -A ${mono} ${mono}/packages/lib ${mono}/packages; touch ${mono}/node_modules/x && echo WRITTEN`;
  const { printed, reported } = await run(files, join(mono, 'packages', 'app'), script);
  expect(printed).toBe(
    [
      'hoistedlinked',
      `${mono}:\nnode_modules\npackage.json\npackages\n`,
      `${mono}/packages:\napp\nlib\n`,
      `${mono}/packages/lib:\nmain.js\npackage.json`,
      `touch: cannot touch '${mono}/node_modules/x': Read-only file system`,
    ].join('\n'),
  );
  expect(reported).toEqual([]);
});

it('the error names the folder to make readable for a dependency that is a link out of the project', async () => {
  await using files = await TemporaryProject.create();
  await files.write('elsewhere/lib/index.js', '');
  const lib = join(files.folder, 'elsewhere', 'lib');
  mkdirSync(join(files.project, 'node_modules'));
  symlinkSync(lib, join(files.project, 'node_modules', 'lib'));
  const { printed, reported } = await run(files, files.project, `ls ${lib}`);
  expect(printed).toMatch(/No such file/);
  expect(reported).toEqual([expect.stringContaining(`Run with --readable ${lib}`)]);
});

it.runIf(process.getuid?.() === 0)('trusts a checkout of another owner as the operator does', async () => {
  await using files = await TemporaryProject.create();
  await files.write('project/a.txt', 'a');
  commitAll(files, files.project);
  for (const path of [files.project, join(files.project, '.git')]) chownSync(path, 12_345, 12_345);
  const { printed } = await run(files, files.project, 'git log --format=%s');
  expect(printed).toMatch(/dubious ownership[^]*safe\.directory/);
  await files.write('operator/.gitconfig', `[safe]\n\tdirectory = ${files.project}\n`);
  expect((await run(files, files.project, 'git log --format=%s')).printed).toBe('The first commit');
});
