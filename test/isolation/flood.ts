import { monitorEventLoopDelay } from 'node:perf_hooks';
import { PoolWorld, resultOf, type TestedIsolation } from './pool-world.ts';

const TIMES = 200_000;
const MEGABYTE = 1024 ** 2;

/** What came of a flood. */
export interface Flood {
  readonly arrived: number;
  readonly outOfOrder: number;
  /** Whether tasks of another project ended meanwhile. */
  readonly othersWent: boolean;
}

/** All of it, in order, beside others. */
export const WHOLE: Flood = { arrived: TIMES, outOfOrder: 0, othersWent: true };

/** Floods the host with events while another project's tasks continue. */
export async function survivesFlood(isolation: TestedIsolation): Promise<Flood> {
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
  const progress = { isFlooding: true };
  const flooded = world.run(task).finally(() => (progress.isFlooding = false));
  const first = world.next('progress', task.id);
  await first;
  let beside = 0;
  while (progress.isFlooding) {
    resultOf(await world.run(world.task('identify', {}, { project: 'beside' })));
    if (progress.isFlooding) beside += 1;
  }
  const { before, most, after } = resultOf(await flooded) as unknown as Record<string, number>;
  delays.disable();
  const inMegabytes = [before, most, after].map((bytes) => Math.round((bytes ?? 0) / MEGABYTE));
  console.info(
    `flood, ${isolation}: ${arrived} of ${TIMES} events in ${Math.round(performance.now() - startedAt)} ms, ${outOfOrder} out of order; ` +
      `${beside} tasks beside; longest loop delay ${Math.round(delays.max / 1e6)} ms; worker's memory before, most, after: ${inMegabytes.join(', ')} MB`,
  );
  return { arrived, outOfOrder, othersWent: beside > 0 };
}
