import { existsSync } from 'node:fs';
import { mkdir, readFile } from 'node:fs/promises';
import { delimiter, join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PoppoOptions, runPoppo, type PoppoResult } from '../../support/poppo.ts';
import { TemporaryProject } from '../../support/temporary-project.ts';

async function runScript(
  world: TemporaryProject,
  script: string,
  options: Partial<PoppoOptions> = {},
): Promise<PoppoResult> {
  const task = world.task({ command: '/bin/sh', args: ['-c', script] });
  const file = await world.write('task.json', task);
  return runPoppo(['run', file, '--isolation', 'sandbox'], {
    cwd: world.folder,
    home: world.home,
    ...options,
  });
}

describe('a link that a command leaves in a folder on PATH', { timeout: 120_000 }, () => {
  it.each([
    ['an entry that was not there', 'tools', 'mkdir -p . && ln -s ../secret tools'],
    ['node_modules/.bin', 'node_modules/.bin', 'mkdir node_modules && ln -s ../../secret node_modules/.bin'],
    ['the folder above an entry', 'x/bin', 'ln -s ../outside x'],
  ])('shows no file of the host to the next command: in place of %s', async (_what, entry, plant) => {
    await using world = await TemporaryProject.create();
    for (const path of ['secret/key', 'outside/bin/key', 'outside/lib/key'])
      await world.write(path, 'SECRET');
    const env = { PATH: [join(world.project, entry), process.env['PATH']].join(delimiter) };
    expect(await runScript(world, plant, { env })).toMatchObject({ exitCode: 0 });
    const paths = ['secret/key', 'outside/bin/key', 'outside/lib/key'].map((path) =>
      join(world.folder, path),
    );
    const read = `cat ${paths.join(' ')} ${entry}/key; echo done`;
    const { exitCode, stdout } = await runScript(world, read, { env });
    expect(exitCode).toBe(0);
    expect(stdout).toContain('done');
    expect(stdout).not.toContain('SECRET');
  });
});

describe("PoppoBuilder's own data in a project", { timeout: 120_000 }, () => {
  it.each(['data', '.poppo', '.poppo/data'])('cannot be changed by its tasks: in %s', async (name) => {
    await using world = await TemporaryProject.create();
    const home = join(world.project, name);
    const operator = await world.write(`project/${name}/projects/demo/config.json`, { language: 'ja' });
    await world.write(`project/${name}/projects/demo/home/other/secret`, 'SECRET');
    const script = `cd ${home}; echo kept > "$HOME/kept" && cat "$HOME/kept"
      cat projects/demo/home/other/secret; echo changed > projects/demo/config.json; mkdir -p cache; echo x > cache/x
      echo x > compile-cache/x; echo done`;
    const { exitCode, stdout } = await runScript(world, script, { home });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/kept[^]*done/);
    expect(stdout).not.toContain('SECRET');
    expect(await readFile(operator, 'utf8')).toBe('{"language":"ja"}');
    for (const path of ['cache/x', 'compile-cache/x']) expect(existsSync(join(home, path))).toBe(false);
  });

  it('is not put in a temporary folder that tasks can write', async () => {
    await using world = await TemporaryProject.create();
    const temporary = join(world.project, 'tmp');
    await mkdir(temporary);
    const { exitCode, stdout } = await runScript(world, 'ls -a tmp | wc -l; ls -a tmp', {
      env: { TMPDIR: temporary },
    });
    expect(exitCode).toBe(0);
    expect(stdout).toMatch(/^\s*\| 2$/m);
  });
});
