import { mkdir, symlink } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type PoppoResult, runPoppo } from '../support/poppo.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

/** Runs a task where bubblewrap is not installed. */
async function runWithoutBubblewrap(...flags: string[]): Promise<PoppoResult> {
  await using world = await TemporaryProject.create();
  const programs = join(world.folder, 'bin');
  await mkdir(programs);
  for (const name of ['cat', 'echo', 'env', 'kill', 'ps', 'sh', 'sleep']) {
    await symlink(join('/bin', name), join(programs, name));
  }
  const file = await world.write('task.json', world.task());
  const options = { cwd: world.folder, home: world.home, env: { PATH: programs } };
  return await runPoppo(['run', file, ...flags], options);
}

describe.concurrent('poppo run without bubblewrap', { timeout: 30_000 }, () => {
  it('warns once that there is no sandbox, and runs', async () => {
    const { exitCode, stdout, stderr } = await runWithoutBubblewrap();
    expect([exitCode, stdout]).toEqual([0, expect.stringContaining('  | hello')]);
    expect(stderr.split('\n')).toEqual([
      expect.stringMatching(/^warning: Tasks run without a sandbox, .* Install bubblewrap, .*\.$/),
    ]);
  });

  it('prints no warning when no sandbox was requested', async () => {
    expect(await runWithoutBubblewrap('--isolation', 'process')).toMatchObject({ exitCode: 0, stderr: '' });
  });

  it('fails when a sandbox is required', async () => {
    const { exitCode, stdout, stderr } = await runWithoutBubblewrap('--isolation', 'sandbox');
    expect([exitCode, stdout]).toEqual([2, '']);
    expect(stderr).toMatch(/^error INVALID_CONFIG: Workers cannot be sandboxed here/);
  });
});
