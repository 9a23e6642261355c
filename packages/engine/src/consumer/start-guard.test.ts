import { expect, inject, it } from 'vitest';
import { Database } from '../database/database.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';
import { jobIdOf } from '../job/job-id.ts';
import { schemaNames } from '../schema/names.ts';
import { RunningAttempt } from './running-attempt.ts';
import { BackgroundWork } from '../maintenance/background-work.ts';
import { Presence } from './presence.ts';
import { StartGuard } from './start-guard.ts';

const LONG_AGO = { steady: performance.now() - 60_000, wall: Date.now() - 60_000 };
const reason = { code: 'A', message: 'The account is paused.' };

/** A task that was fetched a minute ago and has not started. */
class LateWorld extends EngineWorld {
  readonly #database = new Database({ connection: { connectionString: inject('databaseUrl') } });
  readonly #context = {
    database: this.#database,
    names: schemaNames(this.schema),
    background: new BackgroundWork(),
    closing: new AbortController().signal,
    onError: (error: unknown): void => void this.problems.push(error),
  };
  readonly #presence = new Presence(this.#context, { slots: 1, projectSlots: 1 });
  readonly guard: StartGuard = new StartGuard(this.#context, this.#presence);

  async fetched(watch: Watch, id: string): Promise<RunningAttempt> {
    await watch.fetch(id);
    const job = { id: jobIdOf(id), data: { task: this.task('echo', { id }) }, retryCount: 0 };
    return new RunningAttempt('tasks/free', job, LONG_AGO);
  }

  override async [Symbol.asyncDispose](): Promise<void> {
    await this.#presence.end();
    await this.#database.close();
    await super[Symbol.asyncDispose]();
  }
}

it('a late start is asked for again, and allowed where no hold applies', async () => {
  await using world = new LateWorld();
  const engine = await world.engine();
  await engine.submit(world.task('echo', { id: 'late' }));
  await engine.holds.place({ scope: { project: 'another' }, reason });
  const attempt = await world.fetched(await Watch.of(world), 'late');
  const asked = world.guard.confirm(attempt);
  expect([asked, attempt.isCleared]).toEqual([expect.any(Promise), false]);
  await asked;
  expect(world.guard.confirm(attempt)).toBeGreaterThan(0);
  expect([attempt.isCleared, attempt.stopCause]).toEqual([true, undefined]);
});

it('a late start is refused under a hold that was placed after the fetch', async () => {
  await using world = new LateWorld();
  const engine = await world.engine();
  await engine.submit(world.task('echo', { id: 'late' }));
  const attempt = await world.fetched(await Watch.of(world), 'late');
  await engine.holds.place({ id: 'pause', scope: { type: 'echo' }, reason });
  await world.guard.confirm(attempt);
  expect(world.guard.confirm(attempt)).toBeUndefined();
  expect([attempt.isCleared, attempt.stopCause]).toEqual([
    false,
    {
      kind: 'held',
      reason: 'It had not started when the hold "pause" was placed: The account is paused.',
    },
  ]);
});

it('a late start is refused once another consumer has taken over the task', async () => {
  await using world = new LateWorld();
  const engine = await world.engine();
  const watch = await Watch.of(world);
  await engine.submit(world.task('echo', { id: 'late' }));
  const attempt = await world.fetched(watch, 'late');
  await watch.release('late');
  await watch.fetch('late');
  await world.guard.confirm(attempt);
  expect([attempt.isCleared, attempt.stopCause]).toEqual([false, { kind: 'lost' }]);
});
