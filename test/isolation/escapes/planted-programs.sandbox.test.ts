import { existsSync } from 'node:fs';
import { mkdir, symlink } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runPoppo, type PoppoResult } from '../../support/poppo.ts';
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

async function runTwice(
  world: TemporaryProject,
  { entry, planted, cwd = 'project' }: Place,
): Promise<PoppoResult> {
  const marker = join(world.folder, 'marker');
  const script = `mkdir -p ${planted} && cd ${planted} && for name in ${PROGRAMS.join(' ')}; do
    printf '#!/bin/sh\\necho ran >> ${marker}\\n' > $name && chmod +x $name; done`;
  const options = {
    cwd: join(world.folder, cwd),
    home: world.home,
    env: { PATH: [join(world.folder, entry), process.env['PATH']].join(delimiter) },
  };
  const plant = await world.write('plant.json', world.task({ command: '/bin/sh', args: ['-c', script] }));
  const planting = await runPoppo(['run', plant, '--isolation', 'sandbox'], options);
  expect(planting).toMatchObject({ exitCode: 0 });
  expect(existsSync(join(world.project, planted, 'bwrap'))).toBe(true);
  const next = await world.write('next.json', world.task({ command: '/bin/echo', args: ['all is well'] }));
  return runPoppo(['run', next, '--isolation', 'sandbox'], options);
}

describe('a program that a command leaves in a folder on PATH', { timeout: 120_000 }, () => {
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
    const { exitCode, stdout } = await runTwice(world, place);
    expect(exitCode).toBe(0);
    expect(stdout).toContain('all is well');
    expect(existsSync(join(world.folder, 'marker'))).toBe(false);
  });

  it('is never run by the host for a task of another project', async () => {
    await using world = await TemporaryProject.create();
    await runTwice(world, { entry: 'project/tools', planted: 'tools' });
    await mkdir(join(world.folder, 'other'));
    const task = world.task({ projectId: 'other', projectPath: join(world.folder, 'other') });
    const { exitCode } = await runPoppo(
      ['run', await world.write('other.json', task), '--isolation', 'sandbox'],
      {
        cwd: world.folder,
        home: world.home,
        env: { PATH: [join(world.project, 'tools'), process.env['PATH']].join(delimiter) },
      },
    );
    expect(exitCode).toBe(0);
    expect(existsSync(join(world.folder, 'marker'))).toBe(false);
  });
});
