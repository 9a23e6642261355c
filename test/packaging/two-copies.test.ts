import { execFile } from 'node:child_process';
import { cp, mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { root } from '../../scripts/workspace.ts';

const run = promisify(execFile);

/** A plugin of which everything comes from its own copies of core and zod. */
const PLUGIN = `
  import { CommandRunner, createServiceToken, defineConfigSection, definePlugin, defineService, defineTaskHandler, TaskError } from '@poppobuilder/core';
  import { z } from 'zod';
  const lintConfig = defineConfigSection({ name: 'lint', schema: z.strictObject({ max: z.int().default(3) }) });
  const Rules = createServiceToken({ id: '@acme/copies/Rules', scope: 'project' });
  const rules = defineService({ token: Rules, create: () => ({ list: ['one'] }) });
  const base = {
    input: z.object({ word: z.string().default('a') }),
    output: z.object({ word: z.string(), printed: z.string(), max: z.int(), rules: z.array(z.string()) }),
  };
  const works = defineTaskHandler({
    ...base,
    type: 'works',
    description: 'Uses a command, a service and a section.',
    permissions: { commands: true, files: 'read' },
    services: { commands: CommandRunner, rules: Rules },
    examples: [{}, { word: 'b' }],
    async handle({ word }, context, { commands, rules }) {
      const { stdout } = await commands.run('echo', [word]);
      const { max } = context.projectConfig.section(lintConfig);
      return { success: true, word, printed: stdout.trim(), max, rules: rules.list };
    },
  });
  const fails = defineTaskHandler({
    ...base,
    type: 'fails',
    description: 'Throws an error of its own.',
    async handle() {
      throw new TaskError({ code: '@acme/copies/NO_LUCK', message: 'No luck.', hint: 'Try again.', retryable: true });
    },
  });
  export default definePlugin({
    name: '@acme/copies', apiVersion: 1, handlers: [works, fails], services: [rules], configuration: [lintConfig],
  });`;

/** Runs the plugin's tasks in a runner, and prints what became of them. */
const MAIN = `
  import { TaskError, TaskExecutor } from '@poppobuilder/core';
  import { createRequire } from 'node:module';
  import plugin from '@acme/copies';
  const [kind, projectPath, poolUrl, home] = process.argv.slice(2);
  const options = { homeFolder: home, projectConfig: { lint: { max: 7 } } };
  const { WorkerPool } = kind === 'pool' ? await import(poolUrl) : {};
  const runner = kind === 'pool'
    ? new WorkerPool({ ...options, plugins: ['@acme/copies'], from: import.meta.dirname, isolation: 'process' })
    : new TaskExecutor({ ...options, plugins: [plugin] });
  const execute = async (type, fields = {}) => {
    const task = { id: type, type, projectId: 'demo', projectPath, ...fields };
    try { return await runner.execute(task); }
    catch (error) { return { isOurs: TaskError.is(error), code: error.code, message: error.message, hint: error.hint, retryable: error.retryable }; }
  };
  const results = [await execute('works', { word: 'b' }), await execute('works', { wrod: 'b' }), await execute('fails')];
  const inspected = kind === 'pool' ? (await runner.inspectPlugins())[0] : undefined;
  const resolved = createRequire(createRequire(import.meta.url).resolve('@acme/copies')).resolve('@poppobuilder/core');
  await runner.close();
  console.log(JSON.stringify({ results, inspected, isOtherCopy: resolved !== createRequire(import.meta.url).resolve('@poppobuilder/core') }));`;

let tree: string;

beforeAll(async () => {
  tree = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-copies-')));
  const own = join(tree, 'node_modules/@acme/copies');
  // Another version: what the plugin imports is not replaced by the copy of a worker.
  await Promise.all([
    installCore(tree, '0.1.0'),
    installCore(own, '0.1.1'),
    installZod(tree),
    installZod(own),
  ]);
  await write('node_modules/@acme/copies/index.js', PLUGIN);
  const manifest = { name: '@acme/copies', version: '1.0.0', type: 'module', exports: './index.js' };
  await write('node_modules/@acme/copies/package.json', JSON.stringify(manifest));
  await write('main.mjs', MAIN);
  await mkdir(join(tree, 'project'));
});

afterAll(() => rm(tree, { recursive: true, force: true }));

async function write(name: string, content: string): Promise<void> {
  await mkdir(dirname(join(tree, name)), { recursive: true });
  await writeFile(join(tree, name), content);
}

async function installCore(folder: string, version: string): Promise<void> {
  const target = join(folder, 'node_modules/@poppobuilder/core');
  await cp(join(root, 'packages/core/dist'), join(target, 'dist'), {
    recursive: true,
    filter: (path) => !/\.(map|d\.ts)$/.test(path),
  });
  const manifest = JSON.parse(await readFile(join(root, 'packages/core/package.json'), 'utf8')) as object;
  await writeFile(join(target, 'package.json'), JSON.stringify({ ...manifest, version }));
}

async function installZod(folder: string): Promise<void> {
  const source = await realpath(join(root, 'packages/core/node_modules/zod'));
  await cp(source, join(folder, 'node_modules/zod'), {
    recursive: true,
    filter: (path) => !/\.c?(ts|js)$|[\\/](src|v3|mini)$/.test(path) || path.endsWith('.js'),
  });
}

describe.each(['executor', 'pool'])('a plugin with its own copies of core and zod: %s', (kind) => {
  it('runs with services, sections and errors of both', async () => {
    const pool = pathToFileURL(join(root, 'packages/worker-pool/dist/index.js')).href;
    const { stdout } = await run(
      process.execPath,
      ['main.mjs', kind, join(tree, 'project'), pool, join(tree, 'home')],
      { cwd: tree },
    );
    const { results, inspected, isOtherCopy } = JSON.parse(stdout) as Record<string, unknown>;
    expect(isOtherCopy).toBe(true);
    expect(results).toEqual([
      { success: true, word: 'b', printed: 'b', max: 7, rules: ['one'] },
      {
        isOurs: true,
        code: 'INVALID_TASK',
        message: expect.stringContaining('wrod: is not a known field (did you mean "word"?)') as string,
        retryable: false,
      },
      {
        isOurs: true,
        code: '@acme/copies/NO_LUCK',
        message: 'No luck.',
        hint: 'Try again.',
        retryable: true,
      },
    ]);
    if (kind === 'executor') return;
    expect(inspected).toMatchObject({
      sectionSchemas: { lint: { properties: { max: { default: 3 } } } },
      handlers: [
        { type: 'works', examples: [{}, { word: 'b' }], input: { additionalProperties: false } },
        {},
      ],
    });
  });
});
