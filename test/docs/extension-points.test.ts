import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { describe, expect, inject, it } from 'vitest';
import { linkPackage } from '../support/plugin-package.ts';
import { errorOf, parseJsonLines, type PoppoResult, runPoppo } from '../support/poppo.ts';
import { readmeExample } from '../support/readme.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

const run = promisify(execFile);
const example = (page: string, name: string): string => readmeExample('docs/guide', name, `${page}.md`);

const PACKAGES = {
  '@poppobuilder/core': 'packages/core',
  '@poppobuilder/plugin-custom-command': 'plugins/custom-command',
  '@poppobuilder/result-cache': 'packages/result-cache',
  zod: 'apps/cli/node_modules/zod',
};

/** Writes modules beside the packages of this workspace. Returns the path of the first. */
async function install(world: TemporaryProject, modules: Readonly<Record<string, string>>): Promise<string> {
  for (const [name, folder] of Object.entries(PACKAGES)) await linkPackage(world, name, folder);
  await world.write('package.json', { type: 'module' });
  const paths = await Promise.all(Object.entries(modules).map(([name, text]) => world.write(name, text)));
  return paths[0] ?? '';
}

/** Runs the first of some modules in Node. Returns what it writes. */
async function runModules(
  world: TemporaryProject,
  modules: Readonly<Record<string, string>>,
): Promise<string> {
  const main = await install(world, modules);
  const env = { PATH: process.env['PATH'], POPPOBUILDER_HOME: world.home };
  const { stdout } = await run(process.execPath, [main], { cwd: world.folder, env });
  return stdout;
}

/** Runs a task in a worker with a plugin of a guide. */
async function runWithPlugin(
  world: TemporaryProject,
  plugin: string,
  task: object,
  env: Readonly<Record<string, string>> = {},
): Promise<PoppoResult> {
  const path = await install(world, { 'plugin.ts': plugin });
  const file = await world.write('task.json', task);
  const [isolation = 'process'] = inject('isolationModes').toReversed();
  const flags = ['--json', '--plugin', path, '--isolation', isolation];
  return runPoppo(['run', file, ...flags], { cwd: world.folder, home: world.home, env });
}

describe.concurrent('the guide to extending', { timeout: 60_000 }, () => {
  it('has a service that takes the place of our log', async () => {
    await using world = await TemporaryProject.create();
    const main = example('services', 'console-log').replace('/home/me/my-app', world.project);
    const entries = parseJsonLines(await runModules(world, { 'main.ts': main }));
    expect(entries).toMatchObject([{ level: 'info', message: 'Hello', project: 'my-app' }]);
    expect(existsSync(join(world.project, '.poppo/logs'))).toBe(false);
  });

  it('has a middleware of a plugin that refuses tasks in a worker, and lets others through', async () => {
    await using world = await TemporaryProject.create();
    const plugin = example('middleware', 'freeze');
    const task = world.task({ command: 'ls', args: [] });
    expect((await runWithPlugin(world, plugin, task)).exitCode).toBe(0);
  });

  it('has a middleware of a plugin that refuses tasks of a frozen project', async () => {
    await using world = await TemporaryProject.create();
    await world.write('project/FREEZE', '');
    const { exitCode, stdout } = await runWithPlugin(world, example('middleware', 'freeze'), world.task());
    expect(exitCode).toBe(1);
    const failed = parseJsonLines(stdout).find(({ event }) => event === 'task-failed');
    expect(errorOf(failed)).toMatchObject({ code: '@acme/freeze/FROZEN' });
  });

  it('has a middleware around a runner that holds tasks back', async () => {
    await using world = await TemporaryProject.create();
    const written = await runModules(world, { 'main.ts': example('middleware', 'two-at-once') });
    expect(written).toBe('5 tasks, at most 2 at once\n');
  });

  it('has a section that the project may narrow and set in part, and warns of the rest by name', async () => {
    await using world = await TemporaryProject.create();
    const operators = example('configuration-sections', 'section-of-operator');
    await world.write('home/projects/demo/config.json', operators);
    await world.write('project/.poppo/config.json', example('configuration-sections', 'section-of-project'));
    const task = world.task({ type: 'lint', command: undefined, args: undefined });
    const plugin = example('configuration-sections', 'section');
    const { stdout } = await runWithPlugin(world, plugin, task, { LINT_TOKEN_DEMO: 'token-of-lint' });
    const lines = parseJsonLines(stdout);
    expect(lines.find(({ event }) => event === 'task-completed')).toMatchObject({
      result: {
        endpoint: 'https://lint.acme.example',
        maxFindings: 20,
        rules: ['no-todo'],
        isSignedIn: true,
      },
    });
    const warnings = lines.filter(({ event, level }) => event === 'log' && level === 'warn');
    expect(warnings.map(({ message }) => String(message))).toEqual([
      expect.stringContaining('"lint.endpoint" is ignored'),
    ]);
  });

  it('has a result store that the cache uses', async () => {
    await using world = await TemporaryProject.create();
    const text = (name: string): string =>
      example('result-stores', name)
        .replaceAll('/home/me/my-app', world.project)
        .replaceAll('/var/cache/my-app', world.home);
    await world.write('project/a-file.txt', 'one');
    const modules = { 'main.ts': text('sqlite-cache'), 'sqlite-store.ts': text('sqlite-store') };
    expect(await runModules(world, modules)).toBe('list-2: cached (from list-1)\n');
    expect(existsSync(join(world.home, 'results.sqlite'))).toBe(true);
  });

  it('has a result store that passes the conformance tests', async () => {
    await using world = await TemporaryProject.create();
    const modules = {
      'main.ts': example('result-stores', 'store-contract'),
      'sqlite-store.ts': example('result-stores', 'sqlite-store'),
    };
    expect(await runModules(world, modules)).toMatch(/pass 13\n[^]*fail 0\n/);
  });
});
