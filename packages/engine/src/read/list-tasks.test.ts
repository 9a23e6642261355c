import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import type { ListOptions } from './list-options.ts';

const idsOf = async (engine: Engine, options?: ListOptions): Promise<string[]> =>
  (await engine.tasks.list(options)).tasks.map(({ id }) => id);

describe('a list of tasks', () => {
  it('has the newest tasks first, in pages', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const ids = Array.from({ length: 25 }, (_, index) => `t${index}`);
    for (const id of ids) await engine.submit(world.task('echo', { id }));
    expect(await idsOf(engine)).toEqual(ids.toReversed());
    const pages: string[][] = [];
    let after: string | undefined;
    do {
      const page = await engine.tasks.list({ limit: 10, after });
      pages.push(page.tasks.map(({ id }) => id));
      after = page.next;
      // What comes in meanwhile moves no page.
      await engine.submit(world.task('echo'));
    } while (after !== undefined);
    expect(pages.map(({ length }) => length)).toEqual([10, 10, 5]);
    expect(pages.flat()).toEqual(ids.toReversed());
  });

  it('has the tasks that match', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('echo', { id: 'done', projectId: 'one' }));
    await engine.submit(world.task('fail', { id: 'failed', retryable: false, projectId: 'two' }));
    const consumer = engine.consume({ slots: 1, runner: world.runner() });
    await engine.tasks.wait('done');
    await expect(engine.tasks.wait('failed')).rejects.toThrow('It fails.');
    await consumer.stop();
    await engine.submit(world.task('echo', { id: 'queued', projectId: 'one' }), { concurrencyKey: 'repo#1' });
    await engine.submit(world.task('echo', { id: 'later', projectId: 'one' }), { delay: 3_600_000 });
    await engine.submit(world.task('fail', { id: 'due', projectId: 'one' }), { delay: 3_600_000 });
    const client = await world.client();
    await client.query(`UPDATE ${world.schema}.task SET due_at = now() WHERE id = 'due'`);
    const found = async (options: ListOptions): Promise<string> => (await idsOf(engine, options)).join(' ');
    expect(await found({ state: 'queued' })).toBe('due queued');
    expect(await found({ state: 'scheduled' })).toBe('later');
    expect(await found({ state: ['scheduled', 'queued'] })).toBe('due later queued');
    expect(await found({ state: 'succeeded' })).toBe('done');
    expect(await found({ state: ['failed', 'expired'] })).toBe('failed');
    expect(await found({ state: ['failed', 'queued'] })).toBe('due queued failed');
    expect(await found({ projectId: 'one' })).toBe('due later queued done');
    expect(await found({ type: 'fail' })).toBe('due failed');
    expect(await found({ type: 'fail', projectId: 'one' })).toBe('due');
    expect(await found({ type: 'fail', projectId: 'two', state: 'failed' })).toBe('failed');
    expect(await found({ key: 'repo#1' })).toBe('queued');
    expect(await found({ flow: 'none' })).toBe('');
    expect(await found({ projectId: `'; DROP TABLE x; --` })).toBe('');
    const { tasks } = await engine.tasks.list({ state: 'failed' });
    expect(tasks).toMatchObject([{ id: 'failed', state: 'failed', attempt: 1, errorCode: 'HANDLER_FAILED' }]);
    expect(await engine.tasks.counts()).toEqual({
      scheduled: 1,
      blocked: 0,
      queued: 2,
      running: 0,
      succeeded: 1,
      failed: 1,
      cancelled: 0,
      expired: 0,
    });
  });

  it('has the tasks with a text in their id, type, key or fields', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('echo', { id: 'one', value: 'Grüße 100%', lines: ['a "quoted" word'] }));
    await engine.submit(world.task('echo', { id: 'two', value: 4711 }), { concurrencyKey: 'acme/shop#12' });
    for (const [text, ids] of [
      ['grü', 'one'],
      ['0%', 'one'],
      ['%', 'one'],
      ['"QUOTED"', 'one'],
      ['471', 'two'],
      ['shop#12', 'two'],
      ['tw', 'two'],
      ['ECHO', 'two one'],
      // The name of a field, and a field of every task.
      ['lines', ''],
      [world.folder, ''],
    ] as const) {
      expect([text, (await idsOf(engine, { text })).join(' ')]).toEqual([text, ids]);
    }
  });

  it('pages through the tasks of one project or type', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    for (let index = 0; index < 9; index += 1) {
      await engine.submit(world.task('echo', { id: `t${index}`, projectId: `p${index % 2}` }));
    }
    const first = await engine.tasks.list({ projectId: 'p0', limit: 3 });
    expect(first.tasks.map(({ id }) => id)).toEqual(['t8', 't6', 't4']);
    expect(await idsOf(engine, { projectId: 'p0', after: first.next })).toEqual(['t2', 't0']);
    expect(await idsOf(engine, { type: 'echo', projectId: 'p0', after: first.next })).toEqual(['t2', 't0']);
  });

  it.each([
    ['a state', { state: 'done' }],
    ['a limit', { limit: 1_001 }],
    ['a place', { after: 'x' }],
    ['an option', { stat: 'failed' }],
  ])('refuses %s that is not valid', async (_what, options) => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await expect(engine.tasks.list(options as ListOptions)).rejects.toMatchObject({ code: 'INVALID_TASK' });
  });
});
