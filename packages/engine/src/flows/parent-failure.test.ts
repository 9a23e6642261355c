import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { flowEnd, flowUntil } from './fixtures/watch-flow.ts';
import type { FlowTask } from './flow-options.ts';
import type { ParentFailurePolicy } from '../job/parent-failure-policy.ts';

function after(world: EngineWorld, dependsOn: string[], onParentFailure?: ParentFailurePolicy): FlowTask {
  return { task: world.task('echo'), options: { dependsOn, onParentFailure } };
}

describe('a parent that fails', () => {
  it('applies the policy of each child, and of their children', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 2, runner: world.runner() });
    await engine.flows.submit({
      id: 'f',
      tasks: {
        bad: { task: world.task('fail', { retryable: false }) },
        good: { task: world.task('echo') },
        fails: after(world, ['bad', 'good']),
        skips: after(world, ['bad', 'good'], 'skip'),
        runs: after(world, ['bad', 'good'], 'run'),
        failsToo: after(world, ['skips']),
        skipsToo: after(world, ['fails'], 'skip'),
        runsToo: after(world, ['failsToo', 'skipsToo'], 'run'),
        follows: after(world, ['runsToo', 'runs']),
      },
    });
    expect(await flowEnd(engine, 'f')).toEqual({
      bad: 'failed',
      good: 'succeeded',
      fails: 'failed',
      skips: 'cancelled',
      runs: 'succeeded',
      failsToo: 'failed',
      skipsToo: 'cancelled',
      runsToo: 'succeeded',
      follows: 'succeeded',
    });
    expect(await watch.history('f/fails')).toMatchObject([
      { state: 'blocked' },
      {
        state: 'failed',
        attempt: 0,
        data: {
          error: {
            code: 'DEPENDENCY_FAILED',
            message: 'The task "f/bad", on which this one depends, failed.',
          },
        },
      },
    ]);
    expect((await watch.history('f/skips')).at(-1)?.data).toMatchObject({
      outcome: 'skipped',
      reason: 'It was skipped because the task "f/bad", on which it depends, failed.',
    });
    expect((await watch.history('f/failsToo')).at(-1)?.data).toMatchObject({
      error: { message: 'The task "f/skips", on which this one depends, was cancelled.' },
    });
    expect(await watch.copies('f/fails')).toBe(0);
    await expect(engine.tasks.wait('f/fails')).rejects.toMatchObject({
      code: 'DEPENDENCY_FAILED',
      retryable: false,
    });
    const { tasks } = await engine.tasks.list({ state: 'failed', flow: 'f' });
    expect(tasks.map(({ id }) => id).toSorted()).toEqual(['f/bad', 'f/fails', 'f/failsToo']);
  });

  it('applies also when the parent is cancelled while it waits, and when it expires', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    await engine.flows.submit({
      id: 'f',
      tasks: {
        cancelled: { task: world.task('echo') },
        expired: { task: world.task('echo'), options: { ttl: 1 } },
        one: after(world, ['cancelled']),
        two: after(world, ['expired']),
      },
    });
    await engine.tasks.cancel('f/cancelled');
    expect(await watch.state('f/one')).toBe('failed');
    await watch.reaches('f/two', 'failed');
    expect((await watch.history('f/two')).at(-1)?.data).toMatchObject({
      error: { message: 'The task "f/expired", on which this one depends, expired.' },
    });
  });

  it('applies when the parent is lost for the last time, and not before', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    await engine.flows.submit({
      id: 'f',
      tasks: { parent: { task: world.task('echo') }, child: after(world, ['parent']) },
    });
    for (let loss = 1; loss <= 6; loss += 1) {
      expect(await watch.state('f/child')).toBe('blocked');
      await watch.fetch('f/parent');
      await watch.loseWorker('f/parent');
      await watch.reaches('f/parent', loss === 6 ? 'failed' : 'queued');
    }
    expect(await watch.state('f/child')).toBe('failed');
  }, 60_000);

  it('frees the key of a child', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    await engine.flows.submit({
      id: 'f',
      tasks: {
        bad: { task: world.task('fail', { retryable: false }) },
        child: { task: world.task('echo'), options: { dependsOn: ['bad'], concurrencyKey: 'key' } },
      },
    });
    await engine.submit(world.task('echo', { id: 'next' }), { concurrencyKey: 'key' });
    engine.consume({ slots: 1, runner: world.runner() });
    await watch.reaches('f/child', 'failed');
    await watch.reaches('next', 'succeeded');
    expect(await watch.state('f/child')).toBe('failed');
  });

  it('reaches the end of a chain of a thousand tasks', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const chain = Array.from({ length: 1_000 }, (_, index): [string, FlowTask] => [
      `task-${index}`,
      index === 0 ? { task: world.task('echo') } : after(world, [`task-${index - 1}`]),
    ]);
    await engine.flows.submit({ id: 'f', tasks: Object.fromEntries(chain) });
    await engine.tasks.cancel('f/task-0');
    const states = Object.values(await flowEnd(engine, 'f'));
    expect(states.filter((state) => state === 'failed')).toHaveLength(999);
  }, 60_000);
});

describe('many parents', () => {
  it('that end at the same time release their child once', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    const names = Array.from({ length: 16 }, (_, index) => `parent-${index}`);
    const parents = names.map((name): [string, FlowTask] => [
      name,
      { task: world.task('wait', { gate: 'all' }) },
    ]);
    await engine.flows.submit({
      id: 'f',
      tasks: { ...Object.fromEntries(parents), child: after(world, names) },
    });
    engine.consume({ slots: 8, runner: world.runner() });
    engine.consume({ slots: 8, runner: world.runner() });
    await flowUntil(engine, 'f', (states) => names.every((name) => states[name] === 'running'));
    world.gates.open('all');
    await flowEnd(engine, 'f');
    expect((await watch.history('f/child')).map(({ state }) => state)).toEqual([
      'blocked',
      'queued',
      'running',
      'succeeded',
    ]);
  });

  it("leave nothing for pg-boss's resolver", async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const watch = await Watch.of(world);
    engine.consume({ slots: 1, runner: world.runner() });
    await engine.flows.submit({
      id: 'f',
      tasks: { parent: { task: world.task('echo') }, child: after(world, ['parent']) },
    });
    await flowEnd(engine, 'f');
    expect(await watch.query(`SELECT FROM boss.job WHERE blocking OR blocked`)).toEqual([]);
    expect(await watch.query(`SELECT FROM boss.job_dependency`)).toEqual([]);
  });
});
