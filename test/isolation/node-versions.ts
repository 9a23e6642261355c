import { existsSync, realpathSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { expect } from 'vitest';
import { PoolWorld, resultOf, type TestedIsolation } from './pool-world.ts';

const require = createRequire(import.meta.url);
const npm = join(dirname(require.resolve('npm/package.json')), 'bin/npm-cli.js');

/** A version of Node whose binary is here, and the folder of that. */
export interface NodeVersion {
  readonly title: string;
  readonly major: string;
  readonly folder: string;
}

/** The versions that are installed on this platform. */
export const nodeVersions: readonly NodeVersion[] = [
  { title: 'Node 20', major: '20', folder: folderOf('node-20') },
  { title: 'Node 22', major: '22', folder: folderOf('node-22') },
  {
    title: `Node ${process.versions.node.split('.')[0]}`,
    major: process.versions.node.split('.')[0] ?? '',
    folder: dirname(process.execPath),
  },
].filter(({ folder }) => existsSync(join(folder, 'node')));

function folderOf(name: string): string {
  const path = fileURLToPath(new URL(`../node_modules/${name}/bin`, import.meta.url));
  return existsSync(path) ? realpathSync(path) : path;
}

const REPORT = `
  const { NODE_OPTIONS = null, npm_lifecycle_event } = process.env;
  console.log('report ' + JSON.stringify({ version: process.versions.node, NODE_OPTIONS, npm_lifecycle_event, execArgv: process.execArgv }));
`;
const TEST = `
  const test = require('node:test');
  const assert = require('node:assert');
  const { execFileSync } = require('node:child_process');
  test('starts children, and reads and writes files', () => {
    require('node:fs').writeFileSync('written', 'yes');
    assert.equal(execFileSync(process.execPath, ['-p', '1 + 1'], { encoding: 'utf8' }).trim(), '2');
  });
`;

/** Runs a project's tests under a version of Node, and gives what they saw. */
export async function testsUnder(
  isolation: TestedIsolation,
  { folder, major }: NodeVersion,
  nodeOptions: string | undefined,
): Promise<Record<string, unknown>> {
  await using world = new PoolWorld(isolation);
  const project = join(world.folder, 'first');
  await mkdir(project);
  const scripts = { test: 'node report.cjs && node --test' };
  await writeFile(
    join(project, 'package.json'),
    JSON.stringify({ name: 'tested', version: '1.0.0', scripts }),
  );
  await writeFile(join(project, 'report.cjs'), REPORT);
  await writeFile(join(project, 'own.test.cjs'), TEST);
  const environment = {
    PATH: [folder, dirname(npm), '/usr/local/bin', '/usr/bin', '/bin'].join(delimiter),
    ...(nodeOptions === undefined ? {} : { NODE_OPTIONS: nodeOptions }),
  };
  const task = world.task('command', { program: 'node', args: [npm, 'test'] }, { config: { environment } });
  const { stdout } = resultOf(await world.run(task));
  const report = JSON.parse(/^report (.*)$/m.exec(String(stdout))?.[1] ?? 'null') as Record<string, unknown>;
  console.info(`npm test, ${isolation}: ${JSON.stringify(report)}`);
  expect(report).toEqual({
    version: expect.stringMatching(new RegExp(`^${major}\\.`)) as string,
    NODE_OPTIONS: expect.toBeOneOf([null, expect.any(String)]) as unknown,
    npm_lifecycle_event: 'test',
    execArgv: [],
  });
  expect(stdout).toMatch(/pass 1\b/);
  return report;
}
