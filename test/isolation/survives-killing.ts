import { inject } from 'vitest';
import { killInRounds, LANES } from './kill-rounds.ts';
import { PoolWorld, type TestedIsolation } from './pool-world.ts';

/** What killing may have done. */
export interface Damage {
  /** Processes that were still there. */
  readonly left: number;
  /** Tasks whose end was never reported, or more than once. */
  readonly withoutOneEnd: number;
  readonly problems: readonly string[];
  /** Whether most rounds found nothing to kill, and so tell nothing. */
  readonly isMostlyMissed: boolean;
}

/** Nothing of that. */
export const UNHARMED: Damage = { left: 0, withoutOneEnd: 0, problems: [], isMostlyMissed: false };

/** Kills in rounds, prints what came of it, and gives what must not have. */
export async function survivesKilling(isolation: TestedIsolation): Promise<Damage> {
  const { poolKillRounds: rounds } = inject('counts');
  const seed = inject('seed');
  const world = new PoolWorld(isolation, { maxWorkers: LANES });
  const startedAt = performance.now();
  try {
    const report = await killInRounds(world, isolation, seed, rounds);
    const left = report.left + (await world.end());
    const { killed, withoutOneEnd, nextTasks, slowestAfterParent, ends, problems } = report;
    const seconds = Math.round((performance.now() - startedAt) / 1_000);
    console.info(
      `kill -9, ${isolation}: ${rounds} rounds in ${seconds} s (POPPOBUILDER_TEST_SEED=${seed}), killed ${reported(killed)}; ` +
        `${left} processes left, ${withoutOneEnd} tasks without one end, ${nextTasks} next tasks ran; ` +
        `ends: ${reported(ends)}; gone after a parent in ${Math.round(slowestAfterParent)} ms at most`,
    );
    const missed = rounds - killed.worker - killed.command - killed.parent;
    return { left, withoutOneEnd, problems, isMostlyMissed: missed > rounds / 2 };
  } finally {
    await world.end();
  }
}

const reported = (counts: Readonly<Record<string, number>>): string =>
  Object.entries(counts)
    .map(([name, count]) => `${count} ${name}`)
    .join(', ');
