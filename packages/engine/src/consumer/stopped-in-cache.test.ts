import type { ExecuteOptions, RunnerMiddleware } from '@poppobuilder/core';
import { expect, it } from 'vitest';
import type { Engine } from '../engine.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import type { Consumer } from './consumer.ts';

/** A consumer whose cache lookup lasts until its gate is opened, and finds nothing. */
class SlowWorld extends EngineWorld {
  readonly started: string[] = [];
  readonly #looking = Promise.withResolvers<void>();
  readonly #stopped = Promise.withResolvers<void>();
  readonly #gate = Promise.withResolvers<void>();

  async consume(): Promise<{ engine: Engine; consumer: Consumer; id: string }> {
    const engine = await this.engine();
    const runner = this.runner();
    runner.on('task-started', ({ task }) => void this.started.push(task.id));
    const middleware: RunnerMiddleware = async (task, next, options) =>
      this.#lookUp(options, () => next(task));
    const cache = { middleware, onHit: () => (): void => undefined };
    const consumer = engine.consume({ slots: 1, runner, cache });
    const { id } = await engine.submit(this.task('echo'));
    await this.#looking.promise;
    return { engine, consumer, id };
  }

  /** Ends the lookup without a result once the task is to stop. */
  async goOnWhenStopped(): Promise<void> {
    await this.#stopped.promise;
    this.#gate.resolve();
  }

  async #lookUp<T>({ signal }: ExecuteOptions, next: () => Promise<T>): Promise<T> {
    signal?.addEventListener('abort', () => this.#stopped.resolve());
    this.#looking.resolve();
    await this.#gate.promise;
    return next();
  }
}

it('a task that is cancelled during the cache lookup never starts', async () => {
  await using world = new SlowWorld();
  const { engine, id } = await world.consume();
  expect(await engine.tasks.cancel(id, { reason: 'Not any more.' })).toEqual({ state: 'running' });
  await world.goOnWhenStopped();
  await expect(engine.tasks.wait(id)).rejects.toMatchObject({ code: 'TASK_CANCELLED' });
  expect(await engine.tasks.get(id)).toMatchObject({ state: 'cancelled', reason: 'Not any more.' });
  expect(world.started).toEqual([]);
});

it('a task is handed back when its consumer stops during the cache lookup', async () => {
  await using world = new SlowWorld();
  const { engine, consumer, id } = await world.consume();
  const stopped = consumer.stop({ grace: 0 });
  await world.goOnWhenStopped();
  await stopped;
  expect(await engine.tasks.get(id)).toMatchObject({ state: 'queued', attempts: [{ outcome: 'released' }] });
  expect(world.started).toEqual([]);
});

it('a task is handed back, without a counted attempt, when a hold is placed during the cache lookup', async () => {
  await using world = new SlowWorld();
  const { engine, id } = await world.consume();
  const reason = { code: 'PAUSED', message: 'The account is paused.' };
  await engine.holds.place({ id: 'pause', scope: { type: 'echo' }, reason });
  await world.goOnWhenStopped();
  await expect.poll(async () => (await engine.tasks.get(id)).state).toBe('queued');
  expect(await engine.tasks.explain(id)).toMatchObject({ waitingFor: [{ by: { hold: 'pause' } }] });
  expect(world.started).toEqual([]);
  await engine.holds.release('pause');
  expect(await engine.tasks.wait(id)).toMatchObject({ success: true });
  expect(world.started).toEqual([id]);
});
