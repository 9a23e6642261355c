import { expect, it } from 'vitest';
import { EngineWorld } from '../../fixtures/engine-world.ts';

const KEYS = 6_000;

it('tasks of many keys are fetched although the server has no statistics on them yet', async () => {
  await using world = new EngineWorld();
  const engine = await world.engine();
  const client = await world.client();
  await client.query(`ALTER TABLE ${world.schema}_boss.job_common SET (autovacuum_enabled = off)`);
  const submissions = Array.from({ length: KEYS }, (_, key) => ({
    task: world.task('echo', { value: key }),
    options: { concurrencyKey: `key-${key}` },
  }));
  const [first] = await engine.submitMany(submissions.slice(0, 2_000));
  for (const from of [2_000, 4_000]) await engine.submitMany(submissions.slice(from, from + 2_000));
  engine.consume({ slots: 8, runner: world.runner() });
  await expect(engine.tasks.wait(first?.id ?? '')).resolves.toMatchObject({ value: 0 });
  expect(world.problems).toEqual([]);
});
