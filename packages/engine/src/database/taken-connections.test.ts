import { expect, it, vi } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';
import { Watch } from '../fixtures/watch.ts';

it('renews leases, and starts and ends tasks, while all connections wait for another transaction', async () => {
  await using world = new EngineWorld();
  const [working, other] = [await world.engine({ connections: 2 }), await world.engine()];
  const watch = await Watch.of(world);
  working.consume({ slots: 2, runner: world.runner() });
  const { id } = await other.submit(world.task('wait', { gate: 'g' }));
  await watch.reaches(id, 'running');

  const holder = await world.client();
  await holder.query(
    `BEGIN; INSERT INTO ${world.schema}.idempotency (key, job_id) VALUES ('held', gen_random_uuid())`,
  );
  const submits = [1, 2].map(async () => working.submit(world.task('echo'), { idempotencyKey: 'held' }));
  const wait = async (): Promise<void> => {
    const rows = await watch.query(
      `SELECT FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND query LIKE '%${world.schema}.idempotency%'
         AND query_start < clock_timestamp() - interval '6 seconds'`,
    );
    expect(rows).toHaveLength(2);
  };
  await vi.waitFor(wait, { timeout: 20_000, interval: 100 });
  const meanwhile = await other.submit(world.task('echo'));
  await expect(other.tasks.wait(meanwhile.id)).resolves.toMatchObject({ attempt: 1 });
  await holder.query('ROLLBACK');
  await Promise.all(submits);

  world.gates.open('g');
  await expect(other.tasks.wait(id)).resolves.toMatchObject({ attempt: 1 });
  expect((await watch.history(id)).map(({ state }) => state)).toEqual(['queued', 'running', 'succeeded']);
}, 60_000);
