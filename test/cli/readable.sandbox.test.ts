import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { runPoppo } from '../support/poppo.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

describe.concurrent('a tool outside of the project, in a sandbox', { timeout: 30_000 }, () => {
  it.each([
    { title: 'is not there', flags: [], expected: 1 },
    { title: 'is there in a folder named by --readable', flags: ['--readable', 'tools'], expected: 0 },
  ])('$title', async ({ flags, expected }) => {
    await using world = await TemporaryProject.create();
    await world.write('tools/tool', '#!/bin/sh\necho it runs\n', 0o755);
    const command = join(world.folder, 'tools', 'tool');
    const file = await world.write('task.json', world.task({ command, args: [] }));
    const options = { cwd: world.folder, home: world.home };
    const { exitCode, stdout } = await runPoppo(['run', file, '--isolation', 'sandbox', ...flags], options);
    expect([exitCode, stdout.includes('it runs')]).toEqual([expected, expected === 0]);
  });
});
