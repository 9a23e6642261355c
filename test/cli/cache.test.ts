import { execFileSync } from 'node:child_process';
import { readdir, readlink, utimes } from 'node:fs/promises';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { installPlugin } from '../support/plugin-package.ts';
import { type JsonLine, parseJsonLines, type PoppoResult, runPoppo } from '../support/poppo.ts';
import { sampleVariants } from '../support/sample-variants.ts';
import { TemporaryProject } from '../support/temporary-project.ts';
import { NO_SANDBOX, WAYS } from '../support/ways.ts';

/** A task type whose plugin counts its runs in a file that is not declared. */
const COUNTING = `
  import { appendFileSync, readFileSync } from 'node:fs';
  import { definePlugin, defineTaskHandler } from '@poppobuilder/core';
  import { z } from 'zod';
  export default definePlugin({
    name: 'counting',
    apiVersion: 1,
    handlers: [defineTaskHandler({
      type: 'count',
      description: 'Counts its runs.',
      input: z.strictObject({ step: z.int().default(1) }),
      output: z.object({ runs: z.int() }),
      permissions: { files: 'project' },
      cache: { files: ['src'], environment: [] },
      async handle(task, { projectPath }) {
        appendFileSync(projectPath + '/runs', '.');
        return { success: true, runs: readFileSync(projectPath + '/runs').length };
      },
    })],
  });`;

const LONG_AGO = new Date('2020-01-01');

/** A project whose tasks declare the files in `src`. */
async function createWorld(): Promise<TemporaryProject> {
  const world = await TemporaryProject.create();
  await world.write('project/src/index.js', '');
  return world;
}

describe.concurrent.each(WAYS)('poppo run --cache $title', { timeout: 60_000 }, (variant) => {
  sampleVariants(variant, WAYS);
  const { flags: way } = variant;

  async function run(
    world: TemporaryProject,
    content: unknown,
    ...flags: readonly string[]
  ): Promise<PoppoResult> {
    const file = await world.write('tasks.json', content);
    const settings = { cwd: world.folder, home: world.home };
    const { stderr, ...result } = await runPoppo(['run', file, ...way, ...flags], settings);
    return { ...result, stderr: stderr.replace(NO_SANDBOX, '') };
  }

  const lines = async (...given: Parameters<typeof run>): Promise<JsonLine[]> =>
    parseJsonLines((await run(...given, '--json')).stdout);
  const task = (world: TemporaryProject, fields: object = {}): Record<string, unknown> =>
    world.script('console.log(Date.now())', { cache: { files: ['src'] }, ...fields });

  it('returns the cached result of an earlier task, and names that task', async () => {
    await using world = await createWorld();
    const first = await lines(world, task(world), '--cache');
    const result = first.find(({ event }) => event === 'task-completed')?.['result'];
    const short = { id: 'task-2', type: 'custom-command', projectId: 'demo' };
    expect(await lines(world, task(world, { id: 'task-2' }), '--cache')).toEqual([
      { event: 'cache-hit', at: expect.any(String), task: short, from: 'task-1', result },
    ]);
    const { exitCode, stdout, stderr } = await run(world, task(world, { id: 'task-3' }), '--cache');
    expect({ exitCode, stderr }).toEqual({ exitCode: 0, stderr: '' });
    expect(stdout.split('\n')).toEqual([
      'task-3: cached (from task-1)',
      expect.stringMatching(/^ {2}\| \d+$/),
      '  exitCode: 0',
    ]);
  });

  it('runs a task again whose files have changed', async () => {
    await using world = await createWorld();
    await run(world, task(world), '--cache');
    await world.write('project/src/a.txt', 'new');
    const [first] = await lines(world, task(world), '--cache');
    expect(first?.event).toBe('task-started');
  });

  it('runs a task again when a file with signs of a pattern in its name has changed', async () => {
    await using world = await createWorld();
    const page = task(world, { cache: { files: ['src/[id].tsx'] } });
    for (const text of ['old', 'new']) {
      await world.write('project/src/[id].tsx', text);
      const [first] = await lines(world, page, '--cache');
      expect(first?.event).toBe('task-started');
    }
    expect(await lines(world, page, '--cache')).toMatchObject([{ event: 'cache-hit' }]);
  });

  it('does not cache the result of a task when one of its patterns matches nothing, and says so', async () => {
    await using world = await createWorld();
    const wrong = task(world, { cache: { files: ['src', 'scr/*.js'] } });
    const stderr = 'Task task-1 is not cached: no file is named by "scr/*.js".';
    for (let times = 0; times < 2; times += 1) {
      expect(await run(world, wrong, '--cache')).toMatchObject({ exitCode: 0, stderr });
    }
  });

  it('runs a task within its timeout when git hangs in its repository', async () => {
    await using world = await createWorld();
    const git = (...args: readonly string[]): unknown =>
      execFileSync('git', ['-c', 'user.name=a', '-c', 'user.email=a@example.org', ...args], {
        cwd: world.project,
      });
    // Git is only asked about files that are surely older than its index.
    const files = await readdir(join(world.project, 'src'));
    for (const name of files) await utimes(join(world.project, 'src', name), LONG_AGO, LONG_AGO);
    git('init', '-q');
    git('add', '-A');
    git('commit', '-qm', 'x');
    execFileSync('mkfifo', [join(world.project, '.gitattributes')]);
    const { exitCode, stderr } = await run(world, task(world, { timeout: 8_000 }), '--cache');
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'Task task-1 is not cached: looking at the files that it depends on took longer than 8000 ms.',
    });
    const folders = (await readdir('/proc')).map((pid) => readlink(`/proc/${pid}/cwd`).catch(() => ''));
    expect((await Promise.all(folders)).filter((folder) => folder.startsWith(world.project))).toEqual([]);
  });

  it('knows the types of installed plugins', async () => {
    await using world = await createWorld();
    await installPlugin(world, { name: 'counting', source: COUNTING });
    const count = (fields: object): object => {
      return { id: 'a', type: 'count', projectId: 'demo', projectPath: world.project, ...fields };
    };
    await run(world, count({}), '--cache');
    const hits = await lines(world, [count({ step: 1 }), count({ id: 'b', step: 2 })], '--cache');
    expect(hits.find(({ event }) => event === 'cache-hit')).toMatchObject({ from: 'a', result: { runs: 1 } });
    expect(hits.find(({ event }) => event === 'task-completed')).toMatchObject({ result: { runs: 2 } });
  });

  it("runs a task again when its plugin's package has another version, whatever the plugin's name", async () => {
    await using world = await createWorld();
    await installPlugin(world, { name: 'of-another-name', source: COUNTING });
    const count = { id: 'a', type: 'count', projectId: 'demo', projectPath: world.project };
    const install = async (version?: string): Promise<string> =>
      world.write('node_modules/of-another-name/package.json', {
        name: 'of-another-name',
        version,
        type: 'module',
        exports: './index.js',
        poppobuilder: { plugin: '.' },
      });
    const runs = async (): Promise<unknown> =>
      (await lines(world, count, '--cache')).find(({ event }) => event === 'task-completed')?.['result'];
    expect([await runs(), await runs()]).toEqual([{ success: true, runs: 1 }, undefined]);
    await install('1.2.4');
    expect([await runs(), await runs()]).toEqual([{ success: true, runs: 2 }, undefined]);
    await install();
    expect(await run(world, count, '--cache')).toMatchObject({
      exitCode: 0,
      stderr: 'Task a is not cached: the version of its plugin "counting" is not known.',
    });
  });

  it('can be enabled by a task alone, and --no-cache overrides it', async () => {
    await using world = await createWorld();
    const asking = task(world, { metadata: { cache: 'read-write' } });
    await run(world, asking, '--no-cache');
    expect(await readdir(world.home)).not.toContain('cache');
    await run(world, asking);
    expect((await lines(world, asking))[0]?.event).toBe('cache-hit');
    expect((await lines(world, asking, '--no-cache'))[0]?.event).toBe('task-started');
    expect((await lines(world, task(world)))[0]?.event).toBe('task-started');
  });

  it('rejects an unknown mode before anything runs', async () => {
    await using world = await createWorld();
    const { exitCode, stderr } = await run(world, task(world, { metadata: { cache: 'on' } }));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 2,
      stderr: expect.stringMatching(/INVALID_TASK.*metadata\.cache is "on".*read, write, read-write, off/),
    });
  });

  it('warns when a task asks for caching and its handler does not support it', async () => {
    await using world = await createWorld();
    const { exitCode, stderr } = await run(world, world.task({ metadata: { cache: 'read' } }));
    expect({ exitCode, stderr }).toEqual({
      exitCode: 0,
      stderr: 'Task task-1 is not cached: its handler does not say what its result depends on.',
    });
  });

  it('stores one result when two processes run the same task at once', async () => {
    await using world = await createWorld();
    const both = await Promise.all([run(world, task(world), '--cache'), run(world, task(world), '--cache')]);
    expect(both.map(({ exitCode }) => exitCode)).toEqual([0, 0]);
    expect((await lines(world, task(world), '--cache'))[0]?.event).toBe('cache-hit');
    expect(await readdir(join(world.home, 'cache'))).toContain('index-v5');
  });
});
