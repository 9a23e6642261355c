import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ExecuteOptions } from '@poppobuilder/core';
import { createEngine, type Engine } from '@poppobuilder/engine';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { findMarked } from '../isolation/marked-processes.ts';
import { PoolWorld } from '../isolation/pool-world.ts';
import { BOUND } from './settings.ts';

const folder = mkdtempSync(join(tmpdir(), 'pb-frozen-worker-'));
let engine: Engine;

beforeAll(async () => {
  // Every user may enter it, as the server's must.
  chmodSync(folder, 0o711);
  engine = await createEngine({ database: { folder: join(folder, 'server') } });
}, 60_000);
afterAll(async () => {
  await engine.close();
  rmSync(folder, { recursive: true, force: true });
});

/** A pool whose first worker is frozen in the moment in which it is handed its first task. */
class FreezingWorld extends PoolWorld {
  readonly frozen: Promise<void>;
  readonly #frozen = Promise.withResolvers<void>();
  #isFrozen = false;

  constructor(isolation: 'process' | 'sandbox') {
    super(isolation);
    this.frozen = this.#frozen.promise;
    const { pool } = this;
    const execute = pool.execute.bind(pool);
    pool.execute = async (task, options = {}) =>
      execute(task, { ...options, confirmStart: () => this.#confirm(options) });
  }

  wake(): void {
    this.#signal('SIGCONT');
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    this.wake();
    await super[Symbol.asyncDispose]();
  }

  #confirm({ confirmStart }: ExecuteOptions): Promise<void> | number | undefined {
    const answer = confirmStart?.();
    if (typeof answer === 'number' && !this.#isFrozen) {
      this.#isFrozen = true;
      this.#signal('SIGSTOP');
      this.#frozen.resolve();
    }
    return answer;
  }

  #signal(signal: 'SIGSTOP' | 'SIGCONT'): void {
    for (const { pid } of findMarked(this.mark)) process.kill(pid, signal);
  }
}

describe.each(inject('isolationModes'))('a worker in isolation mode %s', { timeout: 60_000 }, (isolation) => {
  it('that was frozen as it was handed a task does not start it under a hold that was placed meanwhile', async () => {
    await using world = new FreezingWorld(isolation);
    await using consumer = engine.consume({ slots: 1, runner: world.pool });
    const { id } = await engine.submit(world.task('identify', { id: isolation }), { retry: { limit: 0 } });
    await world.frozen;
    expect(consumer.running).toEqual([id]);
    const reason = { code: 'PAUSED', message: 'It is paused.' };
    const hold = await engine.holds.place({ scope: { task: id }, reason });
    world.wake();
    const outcomes = async (): Promise<unknown> =>
      (await engine.tasks.get(id)).attempts.map(({ outcome }) => outcome);
    await expect.poll(outcomes, { timeout: BOUND }).toEqual(['deferred']);
    expect(await engine.tasks.explain(id)).toMatchObject({
      state: 'queued',
      waitingFor: [{ code: 'HOLD', by: { hold: hold.id } }],
    });
    await engine.holds.release(hold.id);
    // It is the first task of this worker.
    expect(await engine.tasks.wait(id)).toMatchObject({ served: 1 });
    expect(world.namesFor(id)).toEqual([
      'task-cancelled',
      'task-started',
      'task-completed',
      'context-cleaned',
    ]);
    // With its one attempt counted before, it would have failed.
    expect(await outcomes()).toEqual(['deferred', 'succeeded']);
  });
});
