import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Isolation } from '@poppobuilder/worker-pool';
import { execa } from 'execa';
import { describe, expect, inject, it } from 'vitest';
import { runPoppo } from '../../support/poppo.ts';
import { TemporaryProject } from '../../support/temporary-project.ts';

/** Programs that the host, or a git with credentials, would run. */
const PROGRAMS = ['bwrap', 'prlimit', 'ps', 'git', 'sh', 'env', 'node'];

interface Place {
  /** The entry of the PATH, relative to the world's folder. */
  readonly entry: string;
  /** Where the command writes, relative to its project. */
  readonly planted: string;
  readonly cwd?: string;
  readonly prepare?: (world: TemporaryProject) => Promise<unknown>;
}

/** Runs a task with an entry before all others on the PATH, and returns what it wrote. */
type Run = (
  world: TemporaryProject,
  task: Readonly<Record<string, unknown>>,
  how: { readonly cwd: string; readonly entry: string },
) => Promise<string>;

const withEntry = (entry: string): string => [entry, process.env['PATH']].join(delimiter);

const runByCli =
  (isolation: Isolation): Run =>
  async (world, task, { cwd, entry }) => {
    const file = await world.write('task.json', task);
    const options = { cwd, home: world.home, env: { PATH: withEntry(entry) } };
    const result = await runPoppo(['run', file, '--isolation', isolation], options);
    expect(result).toMatchObject({ exitCode: 0 });
    return result.stdout;
  };

const HOST = fileURLToPath(new URL('task-host.ts', import.meta.url));

const runByProgram =
  (isolation: Isolation): Run =>
  async (world, task, { cwd, entry }) => {
    const { stdout } = await execa(process.execPath, [HOST, isolation, world.home, JSON.stringify(task)], {
      cwd,
      env: { PATH: withEntry(entry) },
    });
    return stdout;
  };

async function runTwice(
  world: TemporaryProject,
  run: Run,
  { entry, planted, cwd = 'project' }: Place,
): Promise<string> {
  const marker = join(world.folder, 'marker');
  const script = `mkdir -p ${planted} && cd ${planted} && for name in ${PROGRAMS.join(' ')}; do
    printf '#!/bin/sh\\necho ran >> ${marker}\\n' > $name && chmod +x $name; done`;
  const how = { cwd: join(world.folder, cwd), entry: join(world.folder, entry) };
  await run(world, world.task({ command: '/bin/sh', args: ['-c', script] }), how);
  expect(existsSync(join(world.project, planted, 'bwrap'))).toBe(true);
  return run(world, world.task({ command: '/bin/echo', args: ['all is well'] }), how);
}

const HOSTS = inject('isolationModes').flatMap((isolation): [string, Run][] => [
  [`the command line in isolation mode ${isolation}`, runByCli(isolation)],
  [`a pool in another program in isolation mode ${isolation}`, runByProgram(isolation)],
]);

describe.each(HOSTS)(
  'a program that a command of %s leaves in a folder on PATH',
  { timeout: 120_000 },
  (_host, run) => {
    it.each<[string, Place]>([
      ['a folder of the project that was not there', { entry: 'project/tools', planted: 'tools' }],
      [
        'node_modules/.bin of the project',
        { entry: 'project/node_modules/.bin', planted: 'node_modules/.bin' },
      ],
      [
        'a folder that a link outside of the project names',
        {
          entry: 'linked',
          planted: 'later',
          cwd: '.',
          prepare: (world) => symlink(join(world.project, 'later'), join(world.folder, 'linked')),
        },
      ],
      [
        'a folder by way of another name of the project',
        {
          entry: 'alias/tools',
          planted: 'tools',
          cwd: '.',
          prepare: (world) => symlink(world.project, join(world.folder, 'alias')),
        },
      ],
    ])('is never run by the host: in %s', async (_where, place) => {
      await using world = await TemporaryProject.create();
      await place.prepare?.(world);
      expect(await runTwice(world, run, place)).toContain('all is well');
      expect(existsSync(join(world.folder, 'marker'))).toBe(false);
    });

    it('is never run by the host for a task of another project', async () => {
      await using world = await TemporaryProject.create();
      await runTwice(world, run, { entry: 'project/tools', planted: 'tools' });
      await mkdir(join(world.folder, 'other'));
      const task = world.task({
        projectId: 'other',
        projectPath: join(world.folder, 'other'),
        command: '/bin/true',
      });
      await run(world, task, { cwd: world.folder, entry: join(world.project, 'tools') });
      expect(existsSync(join(world.folder, 'marker'))).toBe(false);
    });
  },
);
