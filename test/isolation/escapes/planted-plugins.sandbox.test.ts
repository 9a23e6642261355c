import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { describe, expect, it } from 'vitest';
import { installPlugin, pluginSource } from '../../support/plugin-package.ts';
import { runPoppo, type PoppoResult } from '../../support/poppo.ts';
import { TemporaryProject } from '../../support/temporary-project.ts';

const MANIFEST = { name: 'planted', version: '1.0.0', main: 'index.cjs', poppobuilder: { plugin: '.' } };
const SOURCE = `module.exports = { name: 'planted', apiVersion: 1, middleware: [async (task, context, next) => {
  console.log('THE PLUGIN RAN'); return next(); }] };`;

/** Has a command write a plugin into its project, and a package.json that names it. */
async function plant(world: TemporaryProject): Promise<void> {
  const files = {
    'package.json': JSON.stringify({ name: 'app', dependencies: { planted: '1' } }),
    'node_modules/planted/package.json': JSON.stringify(MANIFEST),
    'node_modules/planted/index.cjs': SOURCE,
  };
  const script = `const fs = require('fs'), path = require('path');
    for (const [name, text] of Object.entries(${JSON.stringify(files)})) {
      fs.mkdirSync(path.dirname(path.resolve(name)), { recursive: true });
      fs.writeFileSync(name, text);
    }`;
  const result = await runIn(world, world.folder, [world.script(script)]);
  expect(result.exitCode).toBe(0);
}

async function runIn(
  world: TemporaryProject,
  cwd: string,
  tasks: readonly object[],
  flags: readonly string[] = [],
): Promise<PoppoResult> {
  const file = await world.write('tasks.json', tasks);
  return runPoppo(['run', file, '--isolation', 'sandbox', ...flags], { cwd, home: world.home });
}

describe('a plugin that a command leaves in its project', { timeout: 120_000 }, () => {
  it('is not loaded by later runs in that project, and a warning says how to allow it', async () => {
    await using world = await TemporaryProject.create();
    await plant(world);
    const { exitCode, stdout, stderr } = await runIn(world, world.project, [world.task()]);
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('THE PLUGIN RAN');
    const folder = join(world.project, 'node_modules/planted');
    expect(stderr).toContain(`The plugin "planted" in ${folder} is not loaded`);
    expect(stderr).toContain(`--plugin ${folder}`);
  });

  it('is loaded neither in a folder of the project nor for a task of another project', async () => {
    await using world = await TemporaryProject.create();
    await plant(world);
    const deep = join(world.project, 'src/deep');
    const other = join(world.folder, 'other');
    for (const folder of [deep, other]) await mkdir(folder, { recursive: true });
    const elsewhere = { id: 'other', projectId: 'other', projectPath: other };
    for (const tasks of [[world.task()], [world.task(elsewhere)], [world.task(elsewhere), world.task()]]) {
      const { exitCode, stdout } = await runIn(world, deep, tasks);
      expect(exitCode).toBe(0);
      expect(stdout).not.toContain('THE PLUGIN RAN');
    }
  });

  it('is not loaded through a link outside of the project', async () => {
    await using world = await TemporaryProject.create();
    await plant(world);
    await world.write('package.json', { dependencies: { planted: '1' } });
    await mkdir(join(world.folder, 'node_modules'));
    await symlink(join(world.project, 'node_modules/planted'), join(world.folder, 'node_modules/planted'));
    const { exitCode, stdout, stderr } = await runIn(world, world.folder, [world.task()]);
    expect(exitCode).toBe(0);
    expect(stdout).not.toContain('THE PLUGIN RAN');
    expect(stderr).toContain('The plugin "planted"');
  });

  it('is not loaded as a dependency of a plugin outside, when the project is that package', async () => {
    await using world = await TemporaryProject.create();
    const helper = { name: 'helper', main: 'index.cjs' };
    await world.write('project/package.json', helper);
    await world.write('project/index.cjs', '');
    await world.write('node_modules/outside/package.json', {
      ...MANIFEST,
      name: 'outside',
      dependencies: { helper: '1' },
    });
    await world.write('node_modules/outside/index.cjs', `require('helper'); ${SOURCE}`);
    await symlink(world.project, join(world.folder, 'node_modules/helper'));
    await world.write('secret/package.json', { name: 'secret' });
    const other = join(world.folder, 'other');
    await mkdir(other);
    const manifest = JSON.stringify({ ...helper, dependencies: { linked: '1' } });
    const script = `echo "console.log('PLANTED')" > index.cjs; mkdir node_modules; ln -s ../../secret node_modules/linked
      printf '%s' '${manifest}' > package.json`;
    expect(
      await runIn(world, other, [world.task({ command: '/bin/sh', args: ['-c', script] })]),
    ).toMatchObject({
      exitCode: 0,
    });
    await world.write('package.json', { dependencies: { outside: '1' } });
    const task = world.task({ projectId: 'other', projectPath: other, command: '/bin/ls', args: ['..'] });
    const { exitCode, stdout, stderr } = await runIn(world, world.folder, [task]);
    expect(exitCode).toBe(2);
    expect(stdout).not.toContain('PLANTED');
    expect(stderr).toContain('which tasks can change');
  });

  it('is not listed by poppo plugins', async () => {
    await using world = await TemporaryProject.create();
    await plant(world);
    const { stdout, stderr } = await runPoppo(['plugins'], { cwd: world.project, home: world.home });
    expect(stdout).not.toContain('planted');
    expect(stderr).toContain('The plugin "planted"');
  });

  it('is rejected by a pool that names it other than by its path', async () => {
    await using world = await TemporaryProject.create();
    await plant(world);
    const create = (plugin: string): WorkerPool =>
      new WorkerPool({
        plugins: [plugin],
        from: world.project,
        isolation: 'sandbox',
        homeFolder: world.home,
      });
    const task = { id: 'one', type: 'none', projectId: 'demo', projectPath: world.project };
    await using byName = create('planted');
    await expect(byName.execute(task)).rejects.toMatchObject({
      code: 'PLUGIN_INVALID',
      message: expect.stringContaining(world.project) as string,
      hint: expect.stringContaining('by its path') as string,
    });
    await using byPath = create('./node_modules/planted');
    await expect(byPath.execute(task)).rejects.toMatchObject({ code: 'UNKNOWN_TASK_TYPE' });
  });
});

describe('a plugin in the project that is named by its path', { timeout: 120_000 }, () => {
  /** A plugin that imports a package which is installed beside it. */
  async function install(world: TemporaryProject, handle: string): Promise<string> {
    const source = `import { help } from 'helper';\n${pluginSource('own', handle).replace("{ files: 'read', secrets: ['github'] }", '{}')}`;
    const inProject = {
      folder: world.project,
      write: (name: string, text: unknown) => world.write(`project/${name}`, text),
    };
    await installPlugin(inProject as TemporaryProject, { name: 'own', source });
    const helper = { name: 'helper', version: '1.0.0', type: 'module', exports: './index.js' };
    await world.write('project/node_modules/helper/package.json', helper);
    await world.write('project/node_modules/helper/index.js', 'export const help = () => "helped";');
    return join(world.project, 'node_modules/own');
  }

  it('runs in a sandbox although its handler may not read files, and cannot be changed by any task', async () => {
    await using world = await TemporaryProject.create();
    const folder = await install(world, 'return { success: true, reported: help() };');
    const own = { id: 'own', type: 'own', projectId: 'demo', projectPath: world.project };
    const attack = `for target in node_modules/own/index.js node_modules/helper/index.js node_modules/own/package.json node_modules/other; do
        echo x > $target; done; mv node_modules/own away; mv node_modules away; rm -rf node_modules; mkdir free && echo free > free/file; exit 0`;
    const tasks = [world.task({ id: 'attack', command: '/bin/sh', args: ['-c', attack] }), own];
    const { exitCode, stdout } = await runIn(world, world.project, tasks, ['--plugin', folder]);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('reported: helped');
    // The rest of the project can be written.
    const after = await runIn(
      world,
      world.project,
      [world.task({ command: 'cat', args: ['free/file'] }), own],
      ['--plugin', folder],
    );
    expect(after).toMatchObject({ exitCode: 0, stdout: expect.stringContaining('free') as string });
  });

  it('imports no module that a task has planted', async () => {
    await using world = await TemporaryProject.create();
    await install(world, '');
    const plugin = `import { help } from 'helper';\n${pluginSource('own', 'return { success: true, reported: help() };')}`;
    await world.write('project/plugins/own/package.json', { name: 'own', type: 'module', main: 'index.js' });
    const file = await world.write('project/plugins/own/index.js', plugin);
    await world.write('project/plugins/own/lib.js', '');
    const planting = `try { const fs = require('fs'); fs.mkdirSync('plugins/node_modules/helper', { recursive: true });
      fs.writeFileSync('plugins/node_modules/helper/package.json', '{"type":"module","main":"index.js"}');
      fs.writeFileSync('plugins/node_modules/helper/index.js', 'export const help = () => "PLANTED";'); } catch {}`;
    const own = { id: 'own', type: 'own', projectId: 'demo', projectPath: world.project };
    const flags = ['--plugin', join(file, '..')];
    const before = await runIn(world, world.folder, [own], flags);
    expect(before.stdout).toContain('reported: helped');
    const planted = await runIn(world, world.folder, [world.script(planting), own], flags);
    expect(planted.exitCode).toBe(0);
    expect(planted.stdout).toContain('reported: helped');
  });
});
