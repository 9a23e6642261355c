import { TaskError, type TaskResult } from '@poppobuilder/core';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { TemporaryProject } from '../../support/temporary-project.ts';
import { builtPlugin } from '../../support/built-plugin.ts';

describe('a worker that sends its host', { timeout: 30_000 }, () => {
  let world: TemporaryProject;
  let pool: WorkerPool;
  let count = 0;
  const uncaught: unknown[] = [];
  const onUncaught = (error: unknown): number => uncaught.push(error);
  let others: NodeJS.UncaughtExceptionListener[];

  beforeAll(async () => {
    world = await TemporaryProject.create();
    pool = new WorkerPool({
      plugins: [builtPlugin(new URL('lying-worker-plugin.ts', import.meta.url))],
      isolation: 'process',
      homeFolder: world.home,
      environment: { PATH: process.env['PATH'] },
      maxWorkers: 1,
      outputLimit: '1MB',
    });
  });

  beforeEach(() => {
    uncaught.length = 0;
    others = process.listeners('uncaughtException');
    process.removeAllListeners('uncaughtException');
    process.on('uncaughtException', onUncaught);
  });

  afterEach(() => {
    process.off('uncaughtException', onUncaught);
    for (const listener of others) process.on('uncaughtException', listener);
  });

  afterAll(async () => {
    await pool.close();
    await world[Symbol.asyncDispose]();
  });

  async function lie(lines: readonly string[], depth = 0, keys = 0): Promise<TaskResult | TaskError> {
    count += 1;
    const base = { id: `task-${count}`, type: 'lie', projectId: 'demo', projectPath: world.project };
    try {
      return await pool.execute({ ...base, lines, depth, keys });
    } catch (error) {
      if (TaskError.is(error)) return error;
      throw error;
    }
  }

  it.each([
    { title: 'no JSON', lines: ['not JSON'] },
    { title: 'null', lines: ['null'] },
    { title: 'a number', lines: ['5'] },
    { title: 'an unknown message', lines: ['["sell",{}]'] },
    { title: 'progress of no text', lines: ['["progress",5,{"a":1}]'] },
    { title: 'progress of nothing', lines: ['["progress"]'] },
    { title: 'progress with data that is no object', lines: ['["progress","a","b",7]'] },
    { title: 'a log line of an unknown level', lines: ['["log","loud","text"]'] },
    { title: 'a log line of no text', lines: ['["log","info",{"a":1}]'] },
    { title: 'a line for the log file of an unknown level', lines: ['["line","constructor","text",{}]'] },
    {
      title: 'a line for the log file without fields',
      lines: ['["line","info","text"]', '["line","info",5,6]'],
    },
    { title: 'a failure without an error', lines: ['["failed",RUN,null,true]'] },
    {
      title: 'a failure of an error of other types',
      lines: ['["failed",RUN,{"code":5,"message":{},"cause":[]},"yes"]'],
    },
    { title: 'a refusal after its start', lines: ['["started",RUN]', '["rejected",RUN,7]'] },
    { title: 'that it broke, without an error', lines: ['["broken",7]'] },
    { title: 'a result that is none', lines: ['["completed",RUN,null]'] },
    { title: 'a result without success', lines: ['["completed",RUN,{"success":"yes"}]'] },
    {
      title: 'what plugins have',
      lines: ['["described",null]', '["checked",1,null]', '["ready"]', '["pong"]'],
    },
    { title: 'a key of every object', lines: ['["progress","a","b",{"__proto__":{"polluted":true}}]'] },
  ])('$title does no harm', async ({ lines }) => {
    const outcome = await lie(lines);
    // It fails, or its own result counts.
    expect(TaskError.is(outcome) ? { success: true, honest: true } : outcome).toEqual({
      success: true,
      honest: true,
    });
    expect(uncaught).toEqual([]);
    expect(({} as { polluted?: boolean }).polluted).toBeUndefined();
    expect(await lie([])).toEqual({ success: true, honest: true });
  });

  it.each([
    { title: 'progress', line: '["progress","a","b",{"deep":DEEP}]' },
    { title: 'a result', line: '["completed",RUN,{"success":true,"deep":DEEP}]' },
    { title: 'a failure', line: '["failed",RUN,{"code":"HANDLER_FAILED","message":"m","cause":DEEP},false]' },
    { title: 'a line for the log file', line: '["line","info","text",{"deep":DEEP}]' },
  ])('$title nested without limit does no harm', async ({ line }) => {
    await lie([line], 200_000);
    expect(uncaught).toEqual([]);
    expect(await lie([])).toEqual({ success: true, honest: true });
  });

  it.each([
    { title: 'progress with many long keys', line: `["progress","a","b",{KEYS}]`, keys: 3_000 },
    { title: 'a result with many long keys', line: `["completed",RUN,{"success":true,KEYS}]`, keys: 3_000 },
    { title: 'a failure with many long keys', line: `["failed",RUN,{"code":"X",KEYS},false]`, keys: 3_000 },
    { title: 'long progress', line: `["progress","a","b",{KEYS}]`, keys: 250 },
    { title: 'a long line for the log file', line: `["line","info","text",{KEYS}]`, keys: 250 },
    { title: 'a long unknown message', line: `["sell",{KEYS}]`, keys: 250 },
  ])('$title fails only its own task', async ({ line, keys }) => {
    const outcome = await lie([line], 0, keys);
    expect(outcome).toMatchObject({ code: 'RESOURCE_LIMIT' });
    expect((outcome as TaskError).message).toMatch(/^The task reported more at once than is read:/);
    expect(await lie([])).toEqual({ success: true, honest: true });
  });

  it.each([
    { title: 'parts of one blob', line: () => '["state-part",1,""]' },
    { title: 'parts of many blobs', line: (id: number) => `["state-part",${id},"!"]` },
  ])('$title without bytes, without limit, fails only its own task', async ({ line }) => {
    const lines = Array.from({ length: 33_000 }, (_, id) => line(id));
    const outcome = await lie([lines.join('\n')]);
    expect(outcome).toMatchObject({ code: 'RESOURCE_LIMIT' });
    expect((outcome as TaskError).message).toMatch(/bytes of blobs at once/);
    expect(await lie([])).toEqual({ success: true, honest: true });
  });

  it('a worker that asks for programs, but reads no answer, fails only its own task', async () => {
    const outcome = await lie([Array.from({ length: 10_000 }, () => '["locate",1,"sh"]').join('\n')]);
    expect(outcome).toMatchObject({ code: 'RESOURCE_LIMIT' });
    expect((outcome as TaskError).message).toMatch(/^The task asked where 1001 programs are at once/);
    expect(await lie([])).toEqual({ success: true, honest: true });
  });

  it('output before the start of a task counts when it arrives', async () => {
    const task = { id: 'early', type: 'print-early', projectId: 'early', projectPath: world.project };
    await expect(pool.execute({ ...task, bytes: 2 * 1024 * 1024 })).rejects.toMatchObject({
      code: 'RESOURCE_LIMIT',
      message: expect.stringContaining('its outputLimit is 1048576 bytes') as string,
    });
  });

  it('a result with some long keys is accepted', async () => {
    const outcome = await lie(['["completed",RUN,{"success":true,KEYS}]'], 0, 20);
    expect(Object.keys(outcome)).toHaveLength(21);
  });

  it('a false report of its completion ends only its own task', async () => {
    expect(await lie(['["completed",RUN,{"success":true,"forged":true}]'])).toHaveProperty('forged');
    const task = { id: 'after-a-lie', type: 'lie-everywhere', projectId: 'demo', bytes: 1 };
    expect(await pool.execute({ ...task, projectPath: world.project })).toEqual({ success: true, bytes: 1 });
    expect(await lie([])).toEqual({ success: true, honest: true });
  });

  it.each([10, 64 * 1024 * 1024])('%i bytes into every other socket do no harm', async (bytes) => {
    const task = { id: `everywhere-${bytes}`, type: 'lie-everywhere', projectId: 'demo', bytes };
    await pool.execute({ ...task, projectPath: world.project });
    expect(await lie([])).toEqual({ success: true, honest: true });
    expect(uncaught).toEqual([]);
  });
});
