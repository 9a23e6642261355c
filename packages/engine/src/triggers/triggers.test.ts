import type { TriggerResult } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import type { NewTask } from '../job/new-task.ts';
import type { SubmitOptions } from '../submit/submit-options.ts';

const DELIVERY: SubmitOptions = { requires: ['trigger'], concurrencyKey: 'trigger/feed' };

const delivery = (world: EngineWorld, body: TriggerResult): NewTask =>
  world.task('trigger:feed', { event: { kind: 'webhook', headers: {}, body, deliveryId: 'one' } });

const poll = (world: EngineWorld): NewTask => world.task('trigger:feed', { event: { kind: 'poll' } });

/** Opens an engine that handles triggers, and no other tasks. */
async function triggering(world: EngineWorld): Promise<Engine> {
  const engine = await world.engine();
  engine.consume({ slots: 2, runner: world.runner(), labels: ['trigger'], exclusive: true });
  return engine;
}

/** Submits an event and waits for its end. */
async function handle(engine: Engine, task: NewTask): Promise<string> {
  const { id } = await engine.submit(task, DELIVERY);
  await engine.tasks.wait(id).catch(() => undefined);
  return id;
}

const listed = async (engine: Engine, type: string): Promise<readonly { id: string; state: string }[]> =>
  (await engine.tasks.list({ type })).tasks.toReversed();

describe('a trigger', { timeout: 60_000 }, () => {
  it('gives tasks, each once: by its key, or by its run', async () => {
    await using world = new EngineWorld();
    const engine = await triggering(world);
    const tasks = [
      { task: { type: 'echo', value: 'keyed' }, options: { idempotencyKey: 'a', concurrencyKey: 'issue' } },
      { task: { type: 'echo', value: 'by its run' } },
    ];
    const first = await handle(engine, delivery(world, { tasks }));
    await handle(engine, delivery(world, { tasks }));
    const given = await listed(engine, 'echo');
    expect(given).toHaveLength(3);
    const [keyed] = await Promise.all(given.map(async ({ id }) => engine.tasks.get(id)));
    expect(keyed).toMatchObject({
      state: 'queued',
      key: 'issue',
      task: { value: 'keyed', projectId: 'project', projectPath: world.folder },
    });
    expect(await engine.tasks.get(first)).toMatchObject({
      state: 'succeeded',
      result: { success: true, tasks },
    });
  });

  it('is handled while no other task may start, and whatever its project waits for', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine({
      projects: { project: { concurrency: 1, approval: { message: 'May it?' } } },
    });
    engine.consume({ slots: 1, runner: world.runner(), labels: ['trigger'], exclusive: true });
    await engine.holds.place({ scope: { all: true }, reason: { code: 'PAUSED', message: 'A pause.' } });
    await handle(engine, delivery(world, { tasks: [{ task: { type: 'echo' } }] }));
    const [echo] = await listed(engine, 'echo');
    expect(await engine.tasks.explain(echo?.id ?? '')).toMatchObject({
      waitingFor: [{ code: 'APPROVAL' }, { code: 'HOLD' }, { code: 'NO_CONSUMER' }],
    });
  });

  it('continues a poll where the last one that succeeded ended, and sees the same thing once', async () => {
    await using world = new EngineWorld();
    const engine = await triggering(world);
    await handle(engine, poll(world));
    await handle(engine, poll(world));
    const watch = await Watch.of(world);
    await watch.query("UPDATE own.trigger_cursor SET cursor = '1'");
    await handle(engine, poll(world));
    const given = await Promise.all(
      (await listed(engine, 'echo')).map(async ({ id }) => (await engine.tasks.get(id)).task?.['value']),
    );
    expect(given).toEqual([1, 2]);
    expect(await watch.query('SELECT type, project_id, cursor FROM own.trigger_cursor')).toEqual([
      { type: 'trigger:feed', project_id: 'project', cursor: 2 },
    ]);
  });

  it.each([
    ['a task that no handler takes', { tasks: [{ task: { type: 'nothing' } }] }, 'UNKNOWN_TASK_TYPE'],
    ['a task that its handler rejects', { tasks: [{ task: { type: 'wait' } }] }, 'INVALID_TASK'],
    ['a task of another project', { tasks: [{ task: { type: 'echo', projectId: 'b' } }] }, 'INVALID_OUTPUT'],
    ['a task of a trigger', { tasks: [{ task: { type: 'trigger:feed' } }] }, 'INVALID_OUTPUT'],
  ])('that gives %s fails, and nothing of what it gives is accepted', async (_, result, code) => {
    await using world = new EngineWorld();
    const engine = await triggering(world);
    const good = { task: { type: 'echo' } };
    const id = await handle(engine, delivery(world, { cursor: 7, tasks: [good, ...result.tasks] }));
    expect(await engine.tasks.get(id)).toMatchObject({ state: 'failed', error: { code } });
    expect(await listed(engine, 'echo')).toEqual([]);
    const watch = await Watch.of(world);
    expect(await watch.query('SELECT FROM own.trigger_cursor')).toEqual([]);
  });

  it('cancels what waits and runs for a key, of the types that it names', async () => {
    await using world = new EngineWorld();
    const engine = await triggering(world);
    const consumer = engine.consume({ slots: 2, runner: world.runner() });
    const options = { concurrencyKey: 'issue' };
    const { id: running } = await engine.submit(world.task('wait', { gate: 'never' }), options);
    const watch = await Watch.of(world);
    await watch.reaches(running, 'running');
    const { id: waiting } = await engine.submit(world.task('wait', { gate: 'never' }), options);
    const { id: kept } = await engine.submit(world.task('echo'), options);
    const { id: other } = await engine.submit(world.task('wait', { gate: 'never' }), {
      concurrencyKey: 'other',
    });
    await handle(
      engine,
      delivery(world, { cancels: [{ key: 'issue', types: ['wait'], reason: 'It was closed.' }] }),
    );
    await watch.reaches(running, 'cancelled');
    expect(await watch.state(waiting)).toBe('cancelled');
    expect((await watch.history(waiting)).at(-1)?.data).toMatchObject({ reason: 'It was closed.' });
    await watch.reaches(kept, 'succeeded');
    await watch.reaches(other, 'running');
    await engine.tasks.cancel(other);
    await consumer.stop();
  });

  it('adds to the list of a task that waits, and makes another one when that has started', async () => {
    await using world = new EngineWorld();
    const engine = await triggering(world);
    const read = (item: number): TriggerResult => ({
      tasks: [
        {
          task: { type: 'read', items: [item] },
          options: { idempotencyKey: `item ${item}`, concurrencyKey: 'issue', mergeBy: 'items' },
        },
      ],
    });
    for (const item of [1, 2, 2, 3]) await handle(engine, delivery(world, read(item)));
    const [first] = await listed(engine, 'read');
    const consumer = engine.consume({ slots: 1, runner: world.runner() });
    expect(await engine.tasks.wait(first?.id ?? '')).toMatchObject({ items: [1, 2, 3] });
    for (const item of [3, 4]) await handle(engine, delivery(world, read(item)));
    const [, second, ...others] = await listed(engine, 'read');
    expect(await engine.tasks.wait(second?.id ?? '')).toMatchObject({ items: [4] });
    expect(others).toEqual([]);
    await consumer.stop();
  });

  it('gives its tasks once, though its success could not be recorded at first', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const { id } = await engine.submit(delivery(world, { tasks: [{ task: { type: 'echo' } }] }), DELIVERY);
    const watch = await Watch.of(world);
    // What the first attempt gives is lost together with its outcome.
    await watch.query('ALTER TABLE own.idempotency RENAME TO idempotency_away');
    const lost = engine.consume({ slots: 1, runner: world.runner(), labels: ['trigger'], exclusive: true });
    await watch.reaches(id, 'failed');
    await lost.stop();
    expect(await listed(engine, 'echo')).toEqual([]);
    await watch.query('ALTER TABLE own.idempotency_away RENAME TO idempotency');
    await engine.tasks.retry(id);
    engine.consume({ slots: 1, runner: world.runner(), labels: ['trigger'], exclusive: true });
    await engine.tasks.wait(id);
    expect(await listed(engine, 'echo')).toHaveLength(1);
  });
});
