import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, realpath, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { afterAll, beforeAll, describe, expect, inject, test } from 'vitest';
import { parseJsonLines } from '../support/poppo.ts';
import { sample } from '../support/random.ts';
import { readmeExample } from '../support/readme.ts';
import { LocalRegistry } from '../support/registry/local-registry.ts';
import { type PackageManager, programs } from '../support/registry/programs.ts';

const run = promisify(execFile);

/** What the package has when it is published. */
const PUBLISHED = [
  'LICENSE',
  'README.md',
  'dist/handler.d.ts',
  'dist/handler.js',
  'dist/index.d.ts',
  'dist/index.js',
  'package.json',
];

let folder: string;
let registry: LocalRegistry;

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'create-plugin-')));
  registry = await LocalRegistry.start();
}, 300_000);

afterAll(async () => {
  await registry.close();
  await rm(folder, { recursive: true });
});

describe('in an empty folder, with a registry alone', { timeout: 600_000 }, () => {
  test('a plugin is created, tested, published, installed next to poppobuilder, and its task runs', async () => {
    const printed = readmeExample('packages/create-plugin', 'create');
    expect(readmeExample('docs/guide', 'create', 'writing-a-plugin.md')).toBe(printed);
    const outputs = await callAll(printed.replace(' my-task', ' @acme/my-task'));
    expect(outputs.at(-1)).toMatch(/pass [1-9]\d*\n.*fail 0\n/);
    const plugin = join(folder, 'my-task');
    await call('npm', plugin, 'run', 'check');
    expect(await call('npm', plugin, 'run', 'try')).toMatch(/\{ files: \d+, lines: \d+, success: true \}/);
    await call('npm', plugin, 'exec', 'changeset', 'version');
    expect(await packedFiles(plugin)).toEqual(PUBLISHED);
    await registry.publish(plugin);

    const app = join(folder, 'app');
    await write('project/README.md', '# Shop\n\nTODO: open it\n');
    await write('app/package.json', { private: true });
    await call('npm', app, 'install', 'poppobuilder', '@acme/my-task');
    expect(await readJson('app/package.json')).toMatchObject({ dependencies: { '@acme/my-task': '^0.1.0' } });
    const task = { ...(await readJson('my-task/task.json')), id: 'first', projectId: 'shop' };
    await write('app/task.json', { ...task, projectPath: join(folder, 'project') });
    const lines = parseJsonLines(await call('npm', app, 'exec', '--', 'poppo', 'run', 'task.json', '--json'));
    expect(lines.find(({ event }) => event === 'task-completed')).toMatchObject({
      result: { success: true, files: 1, lines: 1 },
    });
  });

  test.each(sample(['pnpm', 'yarn'] as const, inject('counts').variants, inject('seed')))(
    '%s creates a plugin too, is named in what to do next, and runs its tests',
    async (manager) => {
      const name = `made-by-${manager}`;
      const output = await call(manager, folder, 'create', '@poppobuilder/plugin', name, '--js', '--service');
      expect(output).toContain(`Created ${name}.`);
      expect(output).toContain(`  ${manager} install\n  ${manager} test\n`);
      const manifest = await readJson(`${name}/package.json`);
      expect(JSON.stringify(manifest)).not.toMatch(/catalog:|workspace:/);
      expect(await readFile(join(folder, name, 'src/text-files.js'), 'utf8')).toContain(
        `'${name}/TextFiles'`,
      );
      await call(manager, join(folder, name), 'install');
      expect(await call(manager, join(folder, name), 'test')).toMatch(/pass [1-9]\d*\n.*fail 0\n/);
    },
  );
});

/** Runs a package manager as its users do. Resolves with its output. */
async function call(manager: PackageManager, cwd: string, ...args: readonly string[]): Promise<string> {
  const env = { ...registry.env, POPPOBUILDER_HOME: join(folder, 'home') };
  try {
    const { stdout } = await run(process.execPath, [programs[manager], ...args], { cwd, env });
    return stdout;
  } catch (cause) {
    const { stdout, stderr } = cause as { stdout: string; stderr: string };
    throw new Error(`${manager} ${args.join(' ')}\n${stdout}\n${stderr}`, { cause });
  }
}

/** Runs commands of npm as a document prints them. Resolves with the output of each. */
async function callAll(script: string): Promise<string[]> {
  const outputs: string[] = [];
  let cwd = folder;
  for (const command of script.trim().split('\n')) {
    const [program, ...args] = command.split(' ');
    if (program === 'cd') cwd = join(cwd, ...args);
    else outputs.push(await call('npm', cwd, ...args));
  }
  return outputs;
}

async function packedFiles(plugin: string): Promise<string[]> {
  const output = await call('npm', plugin, 'pack', '--dry-run', '--json', '--silent');
  const [{ files }] = JSON.parse(output) as [{ files: readonly { path: string }[] }];
  return files.map(({ path }) => path).toSorted();
}

async function write(path: string, content: unknown): Promise<void> {
  await mkdir(join(folder, path, '..'), { recursive: true });
  await writeFile(join(folder, path), typeof content === 'string' ? content : JSON.stringify(content));
}

const readJson = async (path: string): Promise<Record<string, unknown>> =>
  JSON.parse(await readFile(join(folder, path), 'utf8')) as Record<string, unknown>;
