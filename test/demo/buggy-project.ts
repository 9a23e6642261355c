import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { execFile } from 'node:child_process';

const run = promisify(execFile);

/** The line with the bug, and the same line mended: a total starts with the first price. */
export const BUGGY_LINE = '  for (let index = 1; index < prices.length; index += 1) {';
export const MENDED_LINE = '  for (let index = 0; index < prices.length; index += 1) {';

const FILES: Readonly<Record<string, string>> = {
  'package.json': `${JSON.stringify({ name: 'basket', type: 'module', scripts: { test: 'node --test' } }, undefined, 2)}\n`,
  '.gitignore': '.poppo/\n',
  'CLAUDE.md': 'Change as little as possible. Run the tests with `node --test`.\n',
  'total.js': `/** Sums prices up. */
export function total(prices) {
  let sum = 0;
${BUGGY_LINE}
    sum += prices[index];
  }
  return sum;
}
`,
  'total.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { total } from './total.js';

test('the total of 3, 4 and 5 is 12', () => {
  assert.equal(total([3, 4, 5]), 12);
});
`,
};

/** Makes a git project whose tests fail. */
export async function createBuggyProject(path: string): Promise<void> {
  for (const [name, text] of Object.entries(FILES)) {
    await mkdir(dirname(join(path, name)), { recursive: true });
    await writeFile(join(path, name), text);
  }
  await git(path, ['init', '--quiet', '--initial-branch=main']);
  await git(path, ['add', '--all']);
  const author = ['-c', 'user.name=Demo', '-c', 'user.email=demo@example.com', '-c', 'commit.gpgsign=false'];
  await git(path, [...author, 'commit', '--quiet', '--message', 'Sum prices up']);
}

/** What has changed in the project since then. */
export async function readDiff(path: string): Promise<string> {
  return git(path, ['diff', '--unified=1']);
}

/** Without the configuration of whoever runs the demo. */
async function git(path: string, args: readonly string[]): Promise<string> {
  const env = { PATH: process.env['PATH'], GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1' };
  return (await run('git', args, { cwd: path, env })).stdout;
}
