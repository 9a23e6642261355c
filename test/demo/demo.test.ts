import { execFile } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, realpathSync, rmSync, symlinkSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { processesIn } from '../support/processes.ts';

const run = promisify(execFile);
const main = fileURLToPath(new URL('main.ts', import.meta.url));
const checkout = fileURLToPath(new URL('../..', import.meta.url));

let folder = '';
beforeEach(() => {
  folder = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-demo-test-')));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

const readStatus = async (): Promise<string> =>
  (await run('git', ['status', '--porcelain', '--ignored'], { cwd: checkout })).stdout;

it('mends the project, twice at once, and leaves nothing behind', { timeout: 60_000 }, async () => {
  const before = await readStatus();
  const env = { ...process.env, TMPDIR: folder, ANTHROPIC_API_KEY: '' };
  const runs = await Promise.all([1, 2].map(() => run(process.execPath, [main], { env })));
  for (const { stdout, stderr } of runs) {
    expect(stderr).toBe('');
    expect(stdout).toContain('the real claude talks to a local stand-in');
    expect(stdout).toContain('isolation: each project in ');
    expect(stdout).toMatch(/COMMAND_FAILED/);
    expect(stdout).toContain('metrics: 3 tasks, 2 succeeded, 1 failed');
    expect(stdout).toContain('+  for (let index = 0;');
  }
  expect(readdirSync(folder)).toEqual([]);
  expect(processesIn(folder)).toEqual([]);
  expect(await readStatus()).toBe(before);
});

it('works without bubblewrap, and says so', { timeout: 60_000 }, async () => {
  const programs = join(folder, 'bin');
  mkdirSync(programs);
  for (const name of ['cat', 'env', 'git', 'kill', 'ps', 'sh', 'sleep']) {
    symlinkSync(join('/usr/bin', name), join(programs, name));
  }
  const env = { PATH: programs, HOME: folder, TMPDIR: folder };
  const { stdout, stderr } = await run(process.execPath, [main], { env });
  expect(stderr).toBe('');
  expect(stdout).toContain('isolation: each project in processes of its own. ');
  expect(stdout).toContain('Install bubblewrap');
  expect(stdout).toContain('+  for (let index = 0;');
});
