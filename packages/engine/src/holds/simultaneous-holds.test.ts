import { expect, inject, it } from 'vitest';
import type { NewTask } from '../job/new-task.ts';
import type { SubmitOptions } from '../submit/submit-options.ts';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { randomOf } from '../fixtures/random.ts';
import { Watch } from '../fixtures/watch.ts';
import type { HoldScope } from './hold-options.ts';

const CONSUMERS = 8;
/** Tasks that are submitted for each hold, so that the consumers never run out of them. */
const TASKS = 8;

it('starts nothing once a hold is placed, while eight consumers fetch, also when what they have reported is lost or looks old', async () => {
  await using world = new EngineWorld();
  const { holdPlacements: placements } = inject('counts');
  const seed = inject('seed');
  const random = randomOf(seed);
  const engines = await Promise.all([world.engine(), world.engine()]);
  const [engine] = engines;
  const watch = await Watch.of(world);
  const task = (): NewTask => ({ ...world.task('echo'), projectId: `p${random(2)}` });
  const options = (): SubmitOptions => ({
    holdKeys: [`a${random(2)}`],
    ...(random(3) === 0 ? { concurrencyKey: `k${random(20)}` } : {}),
    ...(random(3) === 0 ? { concurrency: { key: `l${random(2)}`, limit: 3 } } : {}),
  });
  const submit = async (): Promise<unknown> =>
    engine.submitMany(Array.from({ length: TASKS }, () => ({ task: task(), options: options() })));
  await submit();
  /** Ids of the tasks that runners have started. */
  const begun: string[] = [];
  for (let index = 0; index < CONSUMERS; index += 1) {
    const runner = world.runner(2);
    runner.on('task-started', ({ task: { id } }) => begun.push(id));
    engines[index % engines.length]?.consume({ slots: 2, runner });
  }
  const scopes: HoldScope[] = [{ all: true }, { project: 'p0' }, { type: 'echo' }, { key: 'a1' }];
  const startsUnder = async (id: string): Promise<number> => {
    const [row] = await watch.query<{ starts: number }>(
      `SELECT count(*)::int AS starts FROM own.event e JOIN own.task t USING (job_id), own.hold h
       WHERE h.id = $1 AND e.kind = 'state' AND e.state = 'running' AND own.scopes_of(t) @> ARRAY[h.scope]`,
      [id],
    );
    return row?.starts ?? 0;
  };
  for (let round = 0; round < placements; round += 1) {
    const scope = scopes[random(scopes.length)] ?? { all: true };
    const submitted = submit();
    // As a crash of the server leaves it, and a clock that was set forward.
    if (random(10) === 0) {
      await watch.query('WITH known AS (DELETE FROM own.consumers_known) DELETE FROM own.consumer');
    } else if (random(5) === 0) {
      await watch.query(`UPDATE own.consumer SET seen_at = seen_at - interval '1 hour'`);
    }
    const { id } = await (engines[round % 2] ?? engine).holds.place({
      scope,
      reason: { code: 'A', message: 'm' },
    });
    const [begunBefore, before] = [begun.length, await startsUnder(id)];
    await submitted;
    await submit();
    const where = `round ${round} with the seed ${seed}`;
    const begunUnder = 'all' in scope || 'type' in scope ? begun.slice(begunBefore) : [];
    expect({ where, starts: await startsUnder(id), begunUnder }).toEqual({
      where,
      starts: before,
      begunUnder: [],
    });
    await (engines[random(2)] ?? engine).holds.release(id);
  }
  const { tasks } = await engine.tasks.list({ limit: 1 });
  await engine.tasks.wait(tasks[0]?.id ?? '');
  await expect
    .poll(async () => (await engine.tasks.counts()).succeeded, { timeout: 60_000 })
    .toBe(TASKS * (1 + 2 * placements));
  console.info(
    `${placements} holds placed while ${CONSUMERS} consumers fetched (seed ${seed}): 0 starts under a hold`,
  );
  expect(world.problems).toEqual([]);
}, 240_000);
