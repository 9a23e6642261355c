import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../../fixtures/engine-world.ts';

const REFUSED = {
  code: 'INVALID_TASK',
  message: expect.stringMatching(/^The task "first" has the same concurrencyKey "k" and has not ended/),
};
const onGpu = { concurrencyKey: 'k', requires: ['gpu'] };
const anywhere = { concurrencyKey: 'k' };

describe('tasks of one key with other labels', () => {
  it.each([
    { title: 'labels after none', first: anywhere, second: onGpu },
    { title: 'none after labels', first: onGpu, second: anywhere },
    { title: 'other labels', first: onGpu, second: { ...onGpu, requires: ['arm'] } },
  ])('are refused until earlier ones have ended: $title', async ({ first, second }) => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.submit(world.task('echo', { id: 'first' }), first);
    await expect(engine.submit(world.task('echo', { id: 'second' }), second)).rejects.toMatchObject(REFUSED);
    await engine.submit(world.task('echo', { id: 'elsewhere' }), { ...second, concurrencyKey: 'other' });
    engine.consume({ slots: 1, labels: ['gpu', 'arm'], runner: world.runner() });
    await engine.tasks.wait('first');
    await engine.submit(world.task('echo', { id: 'second' }), second);
    await engine.tasks.wait('second');
    // It is known, although the key is in use elsewhere.
    await engine.submit(world.task('echo', { id: 'third' }), { ...first, delay: 3_600_000 });
    const again = await engine.submit(world.task('echo', { id: 'second' }), second);
    expect(again).toEqual({ id: 'second', isDuplicate: true });
    expect(world.problems).toEqual([]);
  });

  it('are refused in one batch and in one flow', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const [first, second] = ['first', 'second'].map((id) => world.task('echo', { id }));
    if (first === undefined || second === undefined) return;
    const batch = [
      { task: first, options: anywhere },
      { task: second, options: onGpu },
    ];
    await expect(engine.submitMany(batch)).rejects.toMatchObject(REFUSED);
    const tasks = {
      first: { task: first, options: anywhere },
      second: { task: second, options: { ...onGpu, dependsOn: ['first'] } },
    };
    await expect(engine.flows.submit({ tasks })).rejects.toMatchObject(REFUSED);
    expect(await engine.tasks.list()).toEqual({ tasks: [] });
  });

  it('are refused also when submitted at the same time, while tasks of one queue do not wait for each other', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const [transaction, observer] = await Promise.all([world.client(), world.client()]);
    await transaction.query('BEGIN');
    await engine.submit(world.task('echo', { id: 'first' }), { ...anywhere, transaction });
    const ended = await engine.submit(world.task('echo', { id: 'beside' }), anywhere);
    await engine.tasks.cancel(ended.id);
    const refused = engine
      .submit(world.task('echo', { id: 'second' }), onGpu)
      .catch((error: unknown) => error);
    const waitForLock = `SELECT FROM pg_locks WHERE locktype = 'advisory' AND NOT granted AND objid = hashtext('k') & 127`;
    await expect.poll(async () => (await observer.query(waitForLock)).rows).toHaveLength(1);
    await transaction.query('COMMIT');
    expect(await refused).toMatchObject(REFUSED);
  });
});
