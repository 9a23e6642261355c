import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { TaskExecutor, WorkerPool } from 'poppobuilder';
import { describe, expect, it } from 'vitest';
import { linkPackage } from '../support/plugin-package.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

const execFileAsync = promisify(execFile);

const EXECUTOR = "new TaskExecutor({ workerId: 'worker-1', timeout: 60_000 })";
const POOL = "new WorkerPool({ isolation: 'process', timeout: 60_000 })";

const RUN = `
  executor.execute(JSON.parse(process.argv[2]))
    .then(async ({ stdout }) => { await executor.close(); console.log(stdout.trim(), TaskError.name); });`;

describe.concurrent('the module poppobuilder', { timeout: 60_000 }, () => {
  it('has the built-in task types', () => {
    const types = new TaskExecutor().handlers.map(({ type }) => type);
    expect(types).toEqual([
      'claude-cli',
      'custom-command',
      'trigger:github',
      'process-comment',
      'process-issue',
      'process-pr',
    ]);
  });

  it.each([
    ['null', null],
    ['a number', 5],
    ['a symbol', Symbol('hostile')],
    ['a list', []],
    ['plugins that are no list', { plugins: 5 }],
    ['an option that is not known', { plugin: [] }],
    [
      'a getter that throws',
      {
        get plugins(): never {
          throw new Error('hands off');
        },
      },
    ],
  ])('refuses options of its runners: %s', (_what, options) => {
    for (const [name, Runner] of Object.entries({ TaskExecutor, WorkerPool })) {
      expect(() => new Runner(options as never)).toThrow(
        expect.objectContaining({
          code: 'INVALID_CONFIG',
          message: expect.stringContaining(`The options of ${name} are not valid`) as string,
        }) as Error,
      );
    }
  });

  it.each([
    [
      'import',
      'TaskExecutor',
      'main.mjs',
      "import { TaskError, TaskExecutor } from 'poppobuilder';",
      EXECUTOR,
    ],
    [
      'require',
      'TaskExecutor',
      'main.cjs',
      "const { TaskError, TaskExecutor } = require('poppobuilder');",
      EXECUTOR,
    ],
    ['import', 'WorkerPool', 'main.mjs', "import { TaskError, WorkerPool } from 'poppobuilder';", POOL],
    ['require', 'WorkerPool', 'main.cjs', "const { TaskError, WorkerPool } = require('poppobuilder');", POOL],
  ])('runs a task for a program that uses %s and %s', async (_way, _runner, name, head, runner) => {
    await using world = await TemporaryProject.create();
    await linkPackage(world, 'poppobuilder', 'apps/cli');
    const script = await world.write(name, `${head}\nconst executor = ${runner};${RUN}`);
    const env = { PATH: process.env['PATH'], POPPOBUILDER_HOME: world.home };
    const args = [script, JSON.stringify(world.task())];
    expect(await execFileAsync(process.execPath, args, { env })).toEqual({
      stdout: 'hello TaskError\n',
      stderr: '',
    });
  });
});
