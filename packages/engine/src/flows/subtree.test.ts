import { describe, expect, inject, it } from 'vitest';
import { Database } from '../database/database.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { schemaNames } from '../schema/names.ts';
import { flowEnd, flowUntil, statesOf } from './fixtures/watch-flow.ts';
import type { FlowTask } from './flow-options.ts';
import type { ParentFailurePolicy } from '../job/parent-failure-policy.ts';
import { type CancelContext, cancelFlow } from './subtree.ts';

function after(world: EngineWorld, dependsOn: string[], onParentFailure?: ParentFailurePolicy): FlowTask {
  return { task: world.task('echo'), options: { dependsOn, onParentFailure } };
}

const once = { attempts: 1, retryable: false };

describe('retry of a subtree', () => {
  it('makes all dependent tasks wait again, run once, and keep their history', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 4, runner: world.runner() });
    await engine.flows.submit({
      id: 'f',
      tasks: {
        root: { task: world.task('fail', once) },
        other: { task: world.task('echo') },
        left: after(world, ['root', 'other']),
        right: after(world, ['root'], 'skip'),
        anyway: after(world, ['root'], 'run'),
        end: after(world, ['left', 'right']),
      },
    });
    await flowEnd(engine, 'f');
    expect(await engine.tasks.retry('f/root', { subtree: true })).toEqual({ state: 'queued' });
    const states = await flowEnd(engine, 'f');
    expect(new Set(Object.values(states))).toEqual(new Set(['succeeded']));
    const historyOf = async (name: string): Promise<string[]> =>
      (await watch.history(`f/${name}`)).map(({ state }) => state);
    expect(await historyOf('left')).toEqual([
      'blocked',
      'failed',
      'blocked',
      'queued',
      'running',
      'succeeded',
    ]);
    expect(await historyOf('right')).toEqual([
      'blocked',
      'cancelled',
      'blocked',
      'queued',
      'running',
      'succeeded',
    ]);
    expect(await historyOf('anyway')).toEqual(['blocked', 'queued', 'running', 'succeeded']);
    expect(await historyOf('end')).toEqual([
      'blocked',
      'failed',
      'blocked',
      'queued',
      'running',
      'succeeded',
    ]);
  });

  it('leaves tasks failed that have another failed parent', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    engine.consume({ slots: 4, runner: world.runner() });
    await engine.flows.submit({
      id: 'f',
      tasks: {
        root: { task: world.task('fail', once) },
        bad: { task: world.task('fail', { retryable: false }) },
        mine: after(world, ['root']),
        shared: after(world, ['root', 'bad']),
      },
    });
    await flowEnd(engine, 'f');
    await engine.tasks.retry('f/root', { subtree: true });
    expect(await flowEnd(engine, 'f')).toEqual({
      root: 'succeeded',
      bad: 'failed',
      mine: 'succeeded',
      shared: 'failed',
    });
  });

  it('is refused for a child alone while its parent is failed', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.flows.submit({
      id: 'f',
      tasks: { root: { task: world.task('fail', { retryable: false }) }, child: after(world, ['root']) },
    });
    await flowEnd(engine, 'f');
    await expect(engine.tasks.retry('f/child')).rejects.toMatchObject({ code: 'INVALID_TASK' });
    expect(await statesOf(engine, 'f')).toEqual({ root: 'failed', child: 'failed' });
  });

  it('allows a child to run alone after its parent was retried alone', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.flows.submit({
      id: 'f',
      tasks: { root: { task: world.task('fail', once) }, child: after(world, ['root']) },
    });
    await flowEnd(engine, 'f');
    await engine.tasks.retry('f/root');
    await watch.reaches('f/root', 'succeeded');
    expect(await watch.state('f/child')).toBe('failed');
    await engine.tasks.retry('f/child');
    await watch.reaches('f/child', 'succeeded');
  });
});

describe('cancel of a subtree', () => {
  it('cancels a running task and all that depend on it, but no others', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 4, runner: world.runner() });
    await engine.flows.submit({
      id: 'f',
      tasks: {
        root: { task: world.task('wait', { gate: 'root' }) },
        below: after(world, ['root'], 'run'),
        deep: after(world, ['below'], 'run'),
        other: { task: world.task('wait', { gate: 'other' }) },
      },
    });
    await flowUntil(engine, 'f', (states) => states['root'] === 'running');
    await engine.tasks.cancel('f/root', { subtree: true, reason: 'Enough.' });
    world.gates.open('other');
    expect(await flowEnd(engine, 'f')).toEqual({
      root: 'cancelled',
      below: 'cancelled',
      deep: 'cancelled',
      other: 'succeeded',
    });
    expect((await watch.history('f/deep')).at(-1)?.data).toMatchObject({
      outcome: 'cancelled',
      reason: 'Enough.',
    });
    world.gates.open('root');
    await engine.tasks.retry('f/root', { subtree: true });
    expect(new Set(Object.values(await flowEnd(engine, 'f')))).toEqual(new Set(['succeeded']));
  });

  it('waits for tasks that are being added to the flow, and cancels them', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    await engine.flows.submit({ id: 'f', tasks: { a: { task: world.task('echo') } } });
    for (const [index, cancel] of [
      async (): Promise<unknown> => engine.flows.cancel('f'),
      async (): Promise<unknown> => engine.tasks.cancel('f/a', { subtree: true }),
    ].entries()) {
      await engine.tasks.retry('f/a');
      const client = await world.client();
      await client.query('BEGIN');
      const added = { [`b${index}`]: after(world, ['a'], 'run') };
      await engine.flows.add('f', added, { transaction: client });
      const cancelled = cancel();
      await expect.poll(async () => watch.blockedBy(client)).toBe(1);
      await client.query('COMMIT');
      await cancelled;
      expect(new Set(Object.values(await statesOf(engine, 'f')))).toEqual(new Set(['cancelled']));
    }
  });

  it('takes effect also when running tasks cannot be notified', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    await engine.flows.submit({ id: 'f', tasks: { a: { task: world.task('echo') } } });
    await watch.fetch('f/a');
    const problems: unknown[] = [];
    const database = new Database({ connection: { connectionString: inject('databaseUrl') } });
    const failure = new Error('The connection is gone.');
    const context: CancelContext = {
      database,
      names: schemaNames(world.schema),
      signals: { notifyEvents: () => undefined, cancel: async () => Promise.reject(failure) },
      onError: (error) => problems.push(error),
    };
    await cancelFlow(context, 'f', 'Enough.');
    await database.close();
    expect(problems).toEqual([failure]);
    await watch.fail('f/a', { retryable: true, code: 'HANDLER_FAILED' });
    expect(await watch.state('f/a')).toBe('cancelled');
  });

  it('cancels a whole flow', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    await engine.flows.submit({
      id: 'f',
      tasks: { a: { task: world.task('echo') }, b: after(world, ['a'], 'run') },
    });
    await engine.flows.cancel('f');
    expect(await statesOf(engine, 'f')).toEqual({ a: 'cancelled', b: 'cancelled' });
    await expect(engine.flows.cancel('g')).rejects.toMatchObject({ code: 'TASK_NOT_FOUND' });
    await expect(engine.tasks.cancel('g', { subtree: true })).rejects.toMatchObject({
      code: 'TASK_NOT_FOUND',
    });
  });
});
