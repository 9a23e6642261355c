import { execa } from 'execa';
import { describe, expect, it } from 'vitest';
import { linkPackage } from '../support/plugin-package.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

const RUN = `
  const executor = new TaskExecutor({ workerId: 'worker-1', timeout: 60_000 });
  executor.execute(JSON.parse(process.argv[2]))
    .then(async ({ stdout }) => { await executor.close(); console.log(stdout.trim(), TaskError.name); });`;

describe.concurrent('the module poppobuilder', { timeout: 20_000 }, () => {
  it.each([
    ['import', 'main.mjs', "import { TaskError, TaskExecutor } from 'poppobuilder';"],
    ['require', 'main.cjs', "const { TaskError, TaskExecutor } = require('poppobuilder');"],
  ])('runs a task for a program that uses %s', async (_way, name, head) => {
    await using world = await TemporaryProject.create();
    await linkPackage(world, 'poppobuilder', 'apps/cli');
    const script = await world.write(name, head + RUN);
    const env = { POPPOBUILDER_HOME: world.home };
    const { stdout, stderr } = await execa(process.execPath, [script, JSON.stringify(world.task())], { env });
    expect({ stdout, stderr }).toEqual({ stdout: 'hello TaskError', stderr: '' });
  });
});
