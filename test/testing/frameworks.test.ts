import { execFile } from 'node:child_process';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { describe, expect, it } from 'vitest';

const run = promisify(execFile);
const fixtures = fileURLToPath(new URL('fixtures', import.meta.url));
const { resolve } = createRequire(import.meta.url);

const jest = join(dirname(resolve('jest/package.json')), 'bin/jest.js');
const vitest = join(dirname(resolve('vitest/package.json')), 'vitest.mjs');
const jestConfig = JSON.stringify({ transform: {}, testMatch: ['**/contract.test.mjs'] });

/** How each framework runs a file of tests, and how it sums up. */
const FRAMEWORKS = [
  ['vitest', [vitest, 'run', '--root', fixtures, 'contract.test.mjs'], /Tests +1 failed \| 24 passed/],
  ['node:test', ['--test', join(fixtures, 'contract.test.mjs')], /pass 24\n.*fail 1\n/],
  [
    'jest',
    ['--experimental-vm-modules', jest, '--rootDir', fixtures, '--config', jestConfig],
    /Tests: +1 failed, 24 passed/,
  ],
] as const;

describe.each(FRAMEWORKS)('the contract suite in %s', { timeout: 120_000 }, (_name, args, sum) => {
  it('fails in the one test whose promise one of two plugins breaks, and says which', async () => {
    const output = await outputOf(args);
    expect(output).toMatch(sum);
    expect(output).toContain('secret: no secret is in results, events, logs, errors, files or printed text');
    expect(output).toContain('what it logs holds a secret');
  });
});

/** What a run that fails prints. */
async function outputOf(args: readonly string[]): Promise<string> {
  const { NODE_OPTIONS: _options, VITEST: _vitest, NODE_TEST_CONTEXT: _test, ...inherited } = process.env;
  const env = { ...inherited, NO_COLOR: '1' };
  const failed = await run(process.execPath, args, { cwd: fixtures, env }).catch((error: unknown) => error);
  expect(failed).toMatchObject({ code: 1 });
  const { stdout, stderr } = failed as { readonly stdout: string; readonly stderr: string };
  return stdout + stderr;
}
