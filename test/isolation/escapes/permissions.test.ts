import { closeSync, openSync, readFileSync, readSync } from 'node:fs';
import { TaskError, type TaskResult } from '@poppobuilder/core';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { TemporaryProject } from '../../support/temporary-project.ts';
import { canary } from './canary.ts';
import { isGiven } from './run-corpus.ts';
import { builtPlugin } from '../../support/built-plugin.ts';

const secrets = { declared: canary('declared'), undeclared: canary('undeclared') };
const githubToken = canary('token');

describe('permissions', { timeout: 60_000 }, () => {
  let world: TemporaryProject;
  let pool: WorkerPool;

  beforeEach(async () => {
    world = await TemporaryProject.create();
    await world.write('project/file.txt', 'text');
    await world.write('project/.poppo/credentials.json', { githubToken, secrets }, 0o600);
    pool = new WorkerPool({
      plugins: [builtPlugin(new URL('permissions-plugin.ts', import.meta.url))],
      isolation: 'process',
      homeFolder: world.home,
      environment: { PATH: process.env['PATH'], SECRET_OF_THE_HOST: canary('variable') },
      maxWorkers: 1,
    });
  });

  afterEach(async () => {
    await pool.close();
    await world[Symbol.asyncDispose]();
  });

  function execute(type: string, fields: object = {}): Promise<TaskResult> {
    return pool.execute({ id: 'task', type, projectId: 'demo', projectPath: world.project, ...fields });
  }

  it.each([
    ['reads a file', 'ERR_ACCESS_DENIED'],
    ['writes a file', 'ERR_ACCESS_DENIED'],
    ['starts a process', 'ERR_ACCESS_DENIED'],
    ['starts a thread', 'ERR_ACCESS_DENIED'],
    ['loads an addon', 'ERR_DLOPEN_DISABLED'],
  ])('a handler without permissions that %s gets %s', async (action, code) => {
    expect(await execute('try', { action })).toEqual({ success: true, code });
  });

  it('a handler without the permission commands gets PERMISSION_DENIED from the command runner', async () => {
    await expect(execute('use-commands')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it('a service whose secret the handler did not declare fails with PERMISSION_DENIED', async () => {
    await expect(execute('use-client')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it('a handler has only the secrets that it declared', async () => {
    expect(await execute('show-credentials')).toEqual({ success: true, names: ['declared'] });
  });

  it("a project's own file denies what a handler declared", async () => {
    expect(await execute('declare-commands')).toEqual({ success: true, names: ['declared'] });
    await world.write('project/.poppo/config.json', { permissions: { secrets: [] } });
    expect(await execute('declare-commands')).toEqual({ success: true, names: [] });
    await world.write('project/.poppo/config.json', { permissions: { commands: false } });
    await expect(execute('declare-commands')).rejects.toMatchObject({ code: 'PERMISSION_DENIED' });
  });

  it.runIf(process.platform === 'linux' && isGiven('trace'))(
    'secrets that a handler did not declare never reach the memory of its worker',
    async () => {
      const { promise: waiting, resolve } = Promise.withResolvers<number>();
      pool.on('progress', ({ message }) => resolve(Number(message)));
      const ended = execute('wait-with-secret').catch((error: unknown) => error);
      const found = searchMemory(await waiting, [secrets.declared, secrets.undeclared, githubToken]);
      await pool.cancel();
      expect(TaskError.is(await ended)).toBe(true);
      expect(found).toEqual([true, false, false]);
    },
  );

  it("a plugin's code never runs in the host; the process that inspects it has no permissions and none of the host's variables", async () => {
    const [plugin] = await pool.describePlugins();
    const loaded = JSON.parse(plugin?.handlers[0]?.description ?? '') as {
      readonly pid: number;
      readonly permissions: string[];
      readonly environment: string[];
    };
    expect(loaded.pid).not.toBe(process.pid);
    expect(loaded.permissions).toEqual([]);
    expect(loaded.environment).not.toContain('SECRET_OF_THE_HOST');
    expect(globalThis).not.toHaveProperty('pluginOfPermissionsWasLoaded');
  });
});

/** Which of the texts are somewhere in what a process can write. */
function searchMemory(pid: number, texts: readonly string[]): boolean[] {
  const needles = texts.map((text) => Buffer.from(text));
  const found = needles.map(() => false);
  const memory = openSync(`/proc/${pid}/mem`, 'r');
  const bytes = Buffer.alloc(4 * 1024 ** 2);
  for (const line of readFileSync(`/proc/${pid}/maps`, 'latin1').split('\n')) {
    const [, from = '', to = ''] = /^(\w+)-(\w+) rw/.exec(line) ?? [];
    const end = Number.parseInt(to, 16);
    for (let at = Number.parseInt(from, 16); at < end; at += bytes.length - 128) {
      const count = readSome(memory, bytes, at, end);
      for (const [index, needle] of needles.entries())
        found[index] ||= bytes.subarray(0, count).includes(needle);
    }
  }
  closeSync(memory);
  return found;
}

/** Some memory, such as that of devices, cannot be read. */
function readSome(memory: number, bytes: Buffer, at: number, end: number): number {
  try {
    return readSync(memory, bytes, 0, Math.min(bytes.length, end - at), at);
  } catch {
    return 0;
  }
}
