import { execFile } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { promisify } from 'node:util';
import { type Task, TaskExecutor } from '@poppobuilder/core';
import claudeCli from '@poppobuilder/plugin-claude-cli';
import { describe, expect, it } from 'vitest';
import { linkPackage } from '../support/plugin-package.ts';
import { readmeExample } from '../support/readme.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

const run = promisify(execFile);

/** The first block of code in a document that is of a language. */
function exampleIn(document: string, language: 'ts' | 'json'): string {
  const text = readFileSync(new URL(`../../${document}`, import.meta.url), 'utf8');
  return new RegExp(`^\`\`\`${language}\n(.*?)^\`\`\`$`, 'ms').exec(text)?.[1] ?? '';
}

/** Runs modules in Node with the packages of this workspace. Gives what the first writes. */
async function runModules(world: TemporaryProject, files: Readonly<Record<string, string>>): Promise<string> {
  const packages = {
    '@poppobuilder/worker-pool': 'packages/worker-pool',
    '@poppobuilder/agent': 'packages/agent',
    '@poppobuilder/core': 'packages/core',
    '@poppobuilder/plugin-custom-command': 'plugins/custom-command',
    zod: 'apps/cli/node_modules/zod',
  };
  for (const [name, folder] of Object.entries(packages)) await linkPackage(world, name, folder);
  const paths = await Promise.all(Object.entries(files).map(([name, text]) => world.write(name, text)));
  const env = { PATH: process.env['PATH'], POPPOBUILDER_HOME: world.home };
  const { stdout } = await run(process.execPath, [paths[0] ?? ''], { cwd: world.folder, env });
  return stdout;
}

/** A module that loads the example beside it as a plugin and writes the types of its tasks. */
const LOADING = `
  import { definePlugin, loadPlugins, TaskExecutor } from '@poppobuilder/core';
  import * as example from './example.mts';
  const plugin = example.default ?? definePlugin({ name: 'x', apiVersion: 1, handlers: Object.values(example) });
  await using executor = new TaskExecutor({ plugins: await loadPlugins([plugin]) });
  console.log(executor.handlers.map(({ type }) => type).join());`;

describe.concurrent('the example of', { timeout: 20_000 }, () => {
  it('custom-command runs as it is printed', async () => {
    await using world = await TemporaryProject.create();
    await world.write('project/packages/app/package.json', { scripts: { build: 'echo built' } });
    const example = exampleIn('plugins/custom-command/README.md', 'ts');
    const text = example.replace('/srv/website', world.project);
    expect(await runModules(world, { 'example.mts': text })).toContain('built');
  });

  it('worker-pool runs as it is printed', async () => {
    await using world = await TemporaryProject.create();
    const example = readmeExample('packages/worker-pool', 'pool');
    const text = example.replace('/home/me/my-app', world.project);
    expect(await runModules(world, { 'example.mjs': text })).toMatch(
      /^hello-1 hello\n(sandbox|process) 0\n$/,
    );
  });

  it.each([
    ['packages/agent/README.md', 'summarize'],
    ['docs/guide/writing-a-plugin.md', 'announce'],
  ])('%s makes a plugin for the type %s', async (document, type) => {
    await using world = await TemporaryProject.create();
    const files = { 'load.mts': LOADING, 'example.mts': exampleIn(document, 'ts') };
    expect((await runModules(world, files)).trim()).toBe(type);
  });

  it('claude-cli is a valid task', async () => {
    await using world = await TemporaryProject.create();
    await using executor = new TaskExecutor({
      plugins: [claudeCli],
      homeFolder: world.home,
      environment: {},
    });
    const task = JSON.parse(exampleIn('plugins/claude-cli/README.md', 'json')) as Task;
    expect(() => executor.validate({ ...task, projectPath: world.project })).not.toThrow();
  });
});
