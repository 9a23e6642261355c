import { afterEach, expect, it, vi } from 'vitest';
import { EngineWorld } from '../fixtures/engine-world.ts';

afterEach(() => vi.useRealTimers());

it('keeps looking for lost tasks after the clock of the host was set back', async () => {
  await using world = new EngineWorld();
  await world.engine();
  const client = await world.client();
  const look = async (): Promise<number> => {
    const { rows } = await client.query<{ at: Date }>(
      `SELECT max(monitor_claim_on) AS at FROM ${world.schema}_boss.queue`,
    );
    return rows[0]?.at?.getTime() ?? 0;
  };
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 3_600_000 });
  // One look may have been on its way.
  for (let looks = 0, last = await look(); looks < 3;) {
    const next = await look();
    if (next > last) looks += 1;
    last = next;
  }
  expect(world.problems).toEqual([]);
}, 30_000);
