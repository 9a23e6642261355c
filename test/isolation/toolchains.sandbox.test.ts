import { mkdir, symlink, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import type { TaskError, TaskResult } from '@poppobuilder/core';
import { WorkerPool, type WorkerPoolOptions } from '@poppobuilder/worker-pool';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { TemporaryProject } from '../support/temporary-project.ts';

const plugin = fileURLToPath(import.meta.resolve('@poppobuilder/plugin-custom-command'));

/** Runs a command in a sandbox whose host has a home of its own. */
async function run(
  world: TemporaryProject,
  command: string,
  options: Partial<WorkerPoolOptions> & {
    readonly path: readonly string[];
    readonly args?: readonly string[];
  },
): Promise<TaskResult | TaskError> {
  const { path, args = [], environment, ...others } = options;
  await using pool = new WorkerPool({
    ...others,
    plugins: [plugin],
    isolation: 'sandbox',
    homeFolder: world.home,
    environment: {
      PATH: [...path, '/usr/bin', '/bin'].join(':'),
      HOME: join(world.folder, 'user'),
      ...environment,
    },
  });
  return await pool
    .execute(world.task({ command, args }) as never)
    .catch((error: unknown) => error as TaskError);
}

async function program(path: string, script: string): Promise<void> {
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, `#!/bin/sh\n${script}\n`, { mode: 0o755 });
}

/** A version manager as pyenv is: a shim that runs the version which its root names. */
async function manager(root: string, variable: string): Promise<void> {
  await program(join(root, 'versions/3.9/bin/lang'), 'echo lang 3.9');
  await writeFile(join(root, 'version'), '3.9');
  const home = `"\${${variable}:-$HOME/nothing}"`;
  await program(join(root, 'shims/lang'), `exec ${home}/versions/$(cat ${home}/version)/bin/lang`);
}

describe('a toolchain behind shims', { timeout: 60_000 }, () => {
  it.each([
    ['its variable', '.pyenv', { PYENV_ROOT: true }],
    ['its shims on the PATH', '.pyenv', {}],
    ['the shims of another manager', '.rbenv', {}],
  ])('works in a sandbox as on the host, by %s', async (_how, name, variables) => {
    await using world = await TemporaryProject.create();
    const root = join(world.folder, 'user', name);
    await manager(root, name === '.pyenv' ? 'PYENV_ROOT' : 'RBENV_ROOT');
    const environment = Object.fromEntries(Object.keys(variables).map((variable) => [variable, root]));
    const result = await run(world, 'lang', { path: [join(root, 'shims')], environment });
    expect(result).toMatchObject({ stdout: 'lang 3.9\n' });
  });

  it('shows the programs of cargo, and no login to a registry', async () => {
    await using world = await TemporaryProject.create();
    const cargo = join(world.folder, 'user/.cargo');
    await program(join(cargo, 'bin/show'), `cat ${cargo}/credentials.toml; ls ${cargo}`);
    await writeFile(join(cargo, 'credentials.toml'), 'token = "canary"');
    const environment = { CARGO_HOME: cargo };
    const result = await run(world, 'sh', {
      path: [join(cargo, 'bin')],
      args: ['-c', 'show; true'],
      environment,
    });
    expect(result).toMatchObject({
      stdout: 'bin\n',
      stderr: expect.stringContaining('No such file') as string,
    });
  });

  it('never shows a whole home, a folder with secrets, or another project', async () => {
    await using world = await TemporaryProject.create();
    const user = join(world.folder, 'user');
    const other = join(world.folder, 'other');
    for (const file of [join(user, '.ssh/id'), join(user, 'note'), join(other, 'note')]) {
      await mkdir(dirname(file), { recursive: true });
      await writeFile(file, 'canary');
    }
    const environment = { JAVA_HOME: user, GOPATH: `${other}/../user`, VOLTA_HOME: '/root' };
    const script = `cat ${user}/note ${user}/.ssh/id; ls /root/.ssh; true`;
    const result = await run(world, 'sh', { path: [], args: ['-c', script], environment });
    expect(result).toMatchObject({ stdout: '' });
  });
});

describe('a program outside of the sandbox', { timeout: 60_000 }, () => {
  it.each([
    ['by its path', (tool: string) => tool],
    ['by a link on the PATH', () => 'tool'],
  ])('is said to exist on the host, with the folder to name: %s', async (_how, commandOf) => {
    await using world = await TemporaryProject.create();
    const tool = join(world.folder, 'elsewhere/bin/tool');
    await program(tool, 'echo ran');
    await mkdir(join(world.folder, 'links'));
    await symlink(tool, join(world.folder, 'links/tool'));
    const path = [join(world.folder, 'links')];
    const prefix = join(world.folder, 'elsewhere');
    expect(await run(world, commandOf(tool), { path })).toMatchObject({
      code: 'COMMAND_FAILED',
      message: expect.stringMatching(
        new RegExp(`exists on the host, but is not visible in the sandbox.*--readable ${prefix} `),
      ) as string,
    });
    expect(await run(world, commandOf(tool), { path, readable: [prefix] })).toMatchObject({
      stdout: 'ran\n',
    });
  });

  it.each(['no-such-tool', '/no/such/tool'])(
    'is reported as not found when it exists nowhere: %s',
    async (command) => {
      await using world = await TemporaryProject.create();
      expect(await run(world, command, { path: [] })).toMatchObject({
        code: 'COMMAND_FAILED',
        message: expect.stringContaining('it was not found') as string,
      });
    },
  );
});
