import { execFile } from 'node:child_process';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { beforeAll, afterAll, describe, expect, test } from 'vitest';
import { root } from '../../scripts/workspace.ts';
import { parseJsonLines, runPoppo } from '../support/poppo.ts';
import { TemporaryProject } from '../support/temporary-project.ts';

const run = promisify(execFile);
const ownExecutor = join(root, 'examples', 'own-executor');
const twoPlugins = join(root, 'examples', 'two-plugins');
const notes = { fixes: ['Fix the door'], changes: ['Paint it', 'Build a house'] };

describe('the examples', { timeout: 30_000 }, () => {
  let world: TemporaryProject;

  beforeAll(async () => {
    world = await TemporaryProject.create();
    await git('init', '--quiet');
    for (const subject of ['Build a house', 'Fix the door', 'Paint it']) {
      await git('commit', '--quiet', '--allow-empty', `--message=${subject}`);
    }
  });

  afterAll(() => world[Symbol.asyncDispose]());

  test('own-executor runs a task of the plugin, and returns the second from its cache', async () => {
    const env = { ...process.env, POPPOBUILDER_HOME: world.home };
    const { stdout } = await run(process.execPath, ['main.js', world.project], { cwd: ownExecutor, env });
    const [first = '', second] = stdout.split('\n');
    expect(JSON.parse(first)).toEqual(notes);
    expect(second).toBe('1 of 2 tasks ran, the other came from the cache');
  });

  test('two-plugins runs tasks of both plugins, with the history that replaces the one of the plugin', async () => {
    const env = { ...process.env, POPPOBUILDER_HOME: world.home };
    await git('checkout', '--quiet', '-b', 'side');
    await git('commit', '--quiet', '--allow-empty', '--message=Fix the roof on a side branch');
    await git('checkout', '--quiet', '-');
    await git('merge', '--quiet', '--no-ff', '--message=Extend the house', 'side');
    const { stdout } = await run(process.execPath, ['main.js', world.project], { cwd: twoPlugins, env });
    const [first, second, third = ''] = stdout.split('\n');
    expect([first, second]).toEqual(['fetch-1 started', 'notes-1 started']);
    expect(JSON.parse(third)).toEqual({ ...notes, changes: ['Extend the house', ...notes.changes] });
    await git('reset', '--quiet', '--hard', 'HEAD^');
  });

  test('own-executor prints why a task was rejected', async () => {
    const missing = run(process.execPath, ['main.js', join(world.project, 'missing')], { cwd: ownExecutor });
    await expect(missing).rejects.toMatchObject({
      code: 1,
      stderr: expect.stringMatching(/^INVALID_PROJECT_PATH: /) as string,
    });
  });

  test('poppo finds third-party-plugin in a package that depends on it', async () => {
    const task = await world.write(
      'task.json',
      world.task({ type: 'release-notes', command: undefined, args: undefined }),
    );
    const { stdout } = await runPoppo(['run', task, '--json'], { cwd: ownExecutor, home: world.home });
    const completed = parseJsonLines(stdout).find(({ event }) => event === 'task-completed');
    expect(completed).toMatchObject({ result: { success: true, ...notes } });
  });

  async function git(...args: readonly string[]): Promise<void> {
    const identity = [
      '-c',
      'user.name=test',
      '-c',
      'user.email=test@example.org',
      '-c',
      'commit.gpgsign=false',
    ];
    await run('git', [...identity, ...args], { cwd: world.project });
  }
});
