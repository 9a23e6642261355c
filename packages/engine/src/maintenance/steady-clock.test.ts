import { afterEach, expect, it, vi } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';

afterEach(() => vi.useRealTimers());

it("still finds lost tasks after the host's clock was set back", async () => {
  await using world = new EngineWorld();
  await world.engine();
  const client = await world.client();
  const readTime = async (): Promise<number> => {
    const { rows } = await client.query<{ at: Date }>(
      `SELECT max(monitor_claim_on) AS at FROM ${world.schema}_boss.queue`,
    );
    return rows[0]?.at?.getTime() ?? 0;
  };
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
  // One query may have been running.
  for (let changes = 0, last = await readTime(); changes < 3;) {
    const next = await readTime();
    if (next > last) changes += 1;
    last = next;
  }
  expect(world.problems).toEqual([]);
}, 30_000);
