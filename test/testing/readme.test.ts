import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, it } from 'vitest';
import { linkPackage } from '../support/plugin-package.ts';
import { readmeExample } from '../support/readme.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

it('the tests of the README pass as they are printed', async () => {
  await using world = await TemporaryProject.create();
  await world.write('package.json', { type: 'module' });
  await world.write('changelog.ts', readmeExample('packages/testing', 'changelog'));
  await world.write('changelog.test.ts', readmeExample('packages/testing', 'changelog-test'));
  await linkPackage(world, '@poppobuilder/core', 'packages/core');
  await linkPackage(world, '@poppobuilder/testing', 'packages/testing');
  await linkPackage(world, 'zod', 'apps/cli/node_modules/zod');
  const { NODE_OPTIONS: _options, NODE_TEST_CONTEXT: _context, ...env } = process.env;
  const args = ['--test', 'changelog.test.ts'];
  const { stdout } = await promisify(execFile)(process.execPath, args, { cwd: world.folder, env });
  expect(stdout).toMatch(/pass 16\n.*fail 0\n/s);
});
