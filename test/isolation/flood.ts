import { monitorEventLoopDelay } from 'node:perf_hooks';
import { expect } from 'vitest';
import { PoolWorld, resultOf, type TestedIsolation } from './pool-world.ts';

const TIMES = 200_000;
const MEGABYTE = 1024 ** 2;

/** Floods the host with events, and expects all of them in order while another project's tasks go on. */
export async function survivesFlood(isolation: TestedIsolation): Promise<void> {
  await using world = new PoolWorld(isolation, { maxWorkers: 2 });
  const task = world.task('flood', { times: TIMES });
  let arrived = 0;
  let outOfOrder = 0;
  world.pool.on('progress', ({ task: { id }, data }) => {
    if (id !== task.id) return;
    if (data?.['number'] !== arrived) outOfOrder += 1;
    arrived += 1;
  });
  // The other project's worker is up before.
  resultOf(await world.run(world.task('identify', {}, { project: 'beside' })));
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const startedAt = performance.now();
  let flooding = true;
  const flooded = world.run(task).finally(() => (flooding = false));
  const first = world.next('progress', task.id);
  await first;
  let beside = 0;
  while (flooding) {
    resultOf(await world.run(world.task('identify', {}, { project: 'beside' })));
    if (flooding) beside += 1;
  }
  const { before, most, after } = resultOf(await flooded) as unknown as Record<string, number>;
  delays.disable();
  const inMegabytes = [before, most, after].map((bytes) => Math.round((bytes ?? 0) / MEGABYTE));
  console.info(
    `flood, ${isolation}: ${arrived} of ${TIMES} events in ${Math.round(performance.now() - startedAt)} ms, ${outOfOrder} out of order; ` +
      `${beside} tasks beside; longest loop delay ${Math.round(delays.max / 1e6)} ms; worker's memory before, most, after: ${inMegabytes.join(', ')} MB`,
  );
  expect({ arrived, outOfOrder }).toEqual({ arrived: TIMES, outOfOrder: 0 });
  expect(beside).toBeGreaterThan(0);
}
