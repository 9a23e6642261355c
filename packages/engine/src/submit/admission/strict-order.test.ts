import { describe, expect, it } from 'vitest';
import type { Engine } from '../../engine.ts';
import { EngineWorld } from '../../fixtures/engine-world.ts';
import { Watch } from '../../fixtures/watch.ts';
import type { Submission } from '../submit-options.ts';
import { KeyHistory } from './fixtures/key-history.ts';
import { Seeded } from './fixtures/seeded.ts';

const KEYS = 10;
const TASKS = 300;

function submissionOf(world: EngineWorld, random: Seeded, index: number): Submission {
  const key = `repo#${random.below(KEYS)}`;
  const kind = random.below(6);
  // Some ids are given, and made into ones without an order; some are made in the order of time.
  const task = world.task(kind === 0 ? 'fail' : 'echo', {
    ...(random.below(2) === 0 ? { id: `task ${index}` } : {}),
    ...(kind === 0 ? { attempts: random.below(4) } : {}),
    metadata: { key },
  });
  return { task, options: { concurrencyKey: key, priority: random.below(3), retry: { limit: 2, delay: 0 } } };
}

const keyOf = ({ options }: Submission): string => options?.concurrencyKey ?? '';

/** Ends some tasks by other ways than their own, while they wait or run. */
async function disturb(engine: Engine, watch: Watch, random: Seeded, ids: readonly string[]): Promise<void> {
  const id = ids[random.below(ids.length)] ?? '';
  if (random.below(4) === 0) await watch.loseWorker(id);
  else await engine.tasks.cancel(id);
}

describe('strict order by key', () => {
  it(
    'is kept by three engines, with failures, cancellations and lost processes',
    { timeout: 180_000 },
    async () => {
      await using world = new EngineWorld();
      const random = new Seeded();
      const watch = await Watch.of(world);
      const engines = [await world.engine(), await world.engine(), await world.engine()] as const;
      for (const engine of engines) engine.consume({ slots: 4, runner: world.runner() });
      const order = new Map<string, string[]>();
      const ids: string[] = [];
      for (let index = 0; index < TASKS;) {
        const count = Math.min(1 + random.below(12), TASKS - index);
        const batch = Array.from({ length: count }, (_, offset) =>
          submissionOf(world, random, index + offset),
        );
        index += count;
        const submitted = await engines[random.below(3) as 0].submitMany(batch);
        for (const [position, submission] of batch.entries()) {
          const id = submitted[position]?.id ?? '';
          ids.push(id);
          order.set(keyOf(submission), [...(order.get(keyOf(submission)) ?? []), id]);
        }
        await disturb(engines[random.below(3) as 0], watch, random, ids);
      }
      await Promise.allSettled(ids.map(async (id) => engines[0].tasks.wait(id)));
      const history = await KeyHistory.read(watch);
      for (const [key, submitted] of order) {
        const starts = history.starts(key);
        expect({ key, starts }).toEqual({ key, starts: submitted.filter((id) => starts.includes(id)) });
        // Further attempts come before the next task.
        const attempts = history.attempts(key).filter((id, position, all) => id !== all[position - 1]);
        expect({ key, attempts }).toEqual({ key, attempts: starts });
        expect({ key, most: history.mostAtOnce().get(key) }).toEqual({ key, most: 1 });
      }
      const ended = ['succeeded', 'failed', 'cancelled'].flatMap((state) => history.ended(state));
      expect(ended.toSorted()).toEqual(ids.toSorted());
    },
  );

  it('is the order of a batch, whatever its ids are', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const ids = Array.from({ length: 100 }, (_, index) => `task ${index}`);
    await engine.submitMany(
      ids.map((id) => ({
        task: world.task('echo', { id, metadata: { key: 'k' } }),
        options: { concurrencyKey: 'k' },
      })),
    );
    engine.consume({ slots: 8, runner: world.runner() });
    await engine.tasks.wait('task 99');
    const history = await KeyHistory.read(await Watch.of(world));
    expect(history.attempts('k')).toEqual(ids);
  });

  it('is the order of submission in a transaction that was begun earlier', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const transaction = await world.client();
    const task = (id: string): ReturnType<typeof world.task> =>
      world.task('echo', { id, metadata: { key: 'k' } });
    const concurrencyKey = 'k';
    await transaction.query('BEGIN; SELECT now()');
    await engine.submit(task('first'), { concurrencyKey });
    await engine.submit(task('second'), { concurrencyKey, transaction });
    await transaction.query('COMMIT');
    engine.consume({ slots: 8, runner: world.runner() });
    await engine.tasks.wait('second');
    const history = await KeyHistory.read(await Watch.of(world));
    expect(history.starts('k')).toEqual(['first', 'second']);
  });

  it('is kept while the first task waits for a retry', async () => {
    await using world = new EngineWorld();
    const engine = await world.engine();
    const options = { concurrencyKey: 'k', retry: { limit: 2, delay: 1_000, maxDelay: 1_000 } };
    await engine.submitMany([
      { task: world.task('fail', { id: 'first', attempts: 1, metadata: { key: 'k' } }), options },
      { task: world.task('echo', { id: 'second', metadata: { key: 'k' } }), options },
    ]);
    engine.consume({ slots: 8, runner: world.runner() });
    await engine.tasks.wait('second');
    const history = await KeyHistory.read(await Watch.of(world));
    expect(history.attempts('k')).toEqual(['first', 'first', 'second']);
  });
});
