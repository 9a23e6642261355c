import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { builtInPlugins, TaskExecutor } from 'poppobuilder';
import { describe, expect, it } from 'vitest';
import { linkPackage } from '../support/plugin-package.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

const execFileAsync = promisify(execFile);

const RUN = `
  const executor = new TaskExecutor({ workerId: 'worker-1', timeout: 60_000 });
  executor.execute(JSON.parse(process.argv[2]))
    .then(async ({ stdout }) => { await executor.close(); console.log(stdout.trim(), TaskError.name); });`;

describe.concurrent('the module poppobuilder', { timeout: 20_000 }, () => {
  it('has the built-in task types', () => {
    const types = new TaskExecutor().handlers.map(({ type }) => type);
    expect(types).toEqual(['claude-cli', 'custom-command']);
  });

  it.each([
    ['import', 'main.mjs', "import { TaskError, TaskExecutor } from 'poppobuilder';"],
    ['require', 'main.cjs', "const { TaskError, TaskExecutor } = require('poppobuilder');"],
  ])('runs a task for a program that uses %s', async (_way, name, head) => {
    await using world = await TemporaryProject.create();
    await linkPackage(world, 'poppobuilder', 'apps/cli');
    const script = await world.write(name, head + RUN);
    const env = { PATH: process.env['PATH'], POPPOBUILDER_HOME: world.home };
    const args = [script, JSON.stringify(world.task())];
    expect(await execFileAsync(process.execPath, args, { env })).toEqual({
      stdout: 'hello TaskError\n',
      stderr: '',
    });
  });
});
