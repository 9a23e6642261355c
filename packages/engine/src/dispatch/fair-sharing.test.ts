import type { TaskRunner } from '@poppobuilder/core';
import { describe, expect, it } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';

/** The projects of tasks in the order in which they start; awaits more when asked for one that has not started. */
class Starts {
  readonly projects: string[] = [];
  #notify: (() => void) | undefined;

  constructor(runner: TaskRunner) {
    runner.on('task-started', ({ task }) => {
      this.projects.push(task.projectId);
      this.#notify?.();
    });
  }

  async first(count: number): Promise<readonly string[]> {
    while (this.projects.length < count) {
      await new Promise<void>((resolve) => {
        this.#notify = resolve;
      });
    }
    return this.projects.slice(0, count);
  }
}

function many(
  world: EngineWorld,
  projectId: string,
  count: number,
): { task: ReturnType<EngineWorld['task']> }[] {
  return Array.from({ length: count }, (_, index) => ({
    task: world.task('wait', { projectId, gate: `${projectId} ${index}` }),
  }));
}

describe('fair sharing', () => {
  it('starts a task of a quiet project next, whichever engine submitted it', async () => {
    await using world = new EngineWorld();
    const [engine, other] = [await world.engine(), await world.engine()];
    const runner = world.runner();
    const starts = new Starts(runner);
    await engine.submitMany(many(world, 'noisy', 50));
    engine.consume({ slots: 2, runner });
    await starts.first(2);
    await other.submit(world.task('echo', { projectId: 'quiet' }));
    // Told to the engine that works once this is started.
    world.gates.open('noisy 0');
    const order = await starts.first(3);
    expect(order.slice(0, 2)).toEqual(['noisy', 'noisy']);
    for (let index = 0; index < 50; index += 1) world.gates.open(`noisy ${index}`);
    expect((await starts.first(6)).slice(2)).toContain('quiet');
  });

  it('splits free slots among waiting projects by their weights', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine({ projects: { heavy: { weight: 3 } } });
    const runner = world.runner();
    const starts = new Starts(runner);
    await engine.submitMany([...many(world, 'heavy', 20), ...many(world, 'light', 20)]);
    engine.consume({ slots: 8, runner });
    const order = await starts.first(8);
    for (const project of ['heavy', 'light']) {
      for (let index = 0; index < 20; index += 1) world.gates.open(`${project} ${index}`);
    }
    expect(order.filter((project) => project === 'heavy')).toHaveLength(6);
  });

  it('uses the weight that a task gives for its project', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const runner = world.runner();
    const starts = new Starts(runner);
    const heavy = many(world, 'heavy', 20).map(({ task }) => ({ task, options: { weight: 3 } }));
    await engine.submitMany([...heavy, ...many(world, 'light', 20)]);
    engine.consume({ slots: 8, runner });
    const order = await starts.first(8);
    for (const project of ['heavy', 'light']) {
      for (let index = 0; index < 20; index += 1) world.gates.open(`${project} ${index}`);
    }
    expect(order.filter((project) => project === 'heavy')).toHaveLength(6);
  });

  it('keeps slots free that one project may not hold', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const runner = world.runner();
    const starts = new Starts(runner);
    await engine.submitMany(many(world, 'noisy', 20));
    const consumer = engine.consume({ slots: 8, runner, projectCap: 0.5 });
    await starts.first(4);
    await engine.submit(world.task('echo', { projectId: 'quiet' }));
    expect(await starts.first(5)).toEqual(['noisy', 'noisy', 'noisy', 'noisy', 'quiet']);
    expect(consumer.running.length).toBeLessThanOrEqual(5);
    for (let index = 0; index < 20; index += 1) world.gates.open(`noisy ${index}`);
    await starts.first(21);
  });
});
