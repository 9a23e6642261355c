import { expect, inject, it } from 'vitest';
import { killInRounds } from './kill-rounds.ts';
import { BOUND } from './settings.ts';

/** A process may end its task in the moment in which it is killed. */
const LEAST_ROUNDS = 2;

/** Clusters that are killed at the same time. */
const LANES = 4;

/** Milliseconds after which what a kill ended counts as stuck: far more than a lease lasts, as the machine may be busy. */
const LONGEST_RERUN = BOUND;

it('loses no task, completes none twice and keeps the order of keys when engines and their Postgres are killed', async () => {
  const startedAt = performance.now();
  const rounds = Math.max(LEAST_ROUNDS, inject('counts').engineKillRounds);
  const seed = inject('seed');
  const count = Math.min(LANES, rounds);
  const lanes = Array.from({ length: count }, async (_, lane) =>
    killInRounds(seed + lane * 1_000_003, Math.floor((rounds + lane) / count)),
  );
  // What goes wrong in one world must not leave the processes of the others.
  await Promise.allSettled(lanes);
  const reports = await Promise.all(lanes);
  const all = <T>(choose: (report: (typeof reports)[number]) => readonly T[]): T[] => reports.flatMap(choose);
  const sum = (choose: (report: (typeof reports)[number]) => number): number =>
    reports.reduce((total, report) => total + choose(report), 0);
  const reruns = all((report) => report.reruns);
  const restarted = all((report) => report.rerunsAfterRestart);
  const worst = (times: readonly number[]): string =>
    times.length === 0 ? 'none' : `${times.length}, the worst after ${Math.round(Math.max(...times))} ms`;
  const [lost, doubled, disordered, problems] = [
    all((report) => report.lost),
    all((report) => report.doubled),
    all((report) => report.disordered),
    all((report) => report.problems),
  ];
  console.info(
    `kill -9 of engines and Postgres: ${rounds} rounds in ${Math.round((performance.now() - startedAt) / 1_000)} s ` +
      `(POPPOBUILDER_TEST_SEED=${seed}); killed: ${sum(({ killed }) => killed.node)} node, ` +
      `${sum(({ killed }) => killed['node and postmaster'])} node and postmaster, ` +
      `${sum(({ killed }) => killed.postmaster)} postmaster; ${sum(({ acknowledged }) => acknowledged)} tasks ` +
      `acknowledged, ${sum(({ executions }) => executions)} executions, ${sum(({ occurrences }) => occurrences)} occurrences of schedules, ` +
      `${sum(({ holds }) => holds)} holds, ${sum(({ deferrals }) => deferrals)} deferrals, ${sum(({ approvals }) => approvals)} approvals, ` +
      `ends ${JSON.stringify(reports.map(({ ends }) => ends))}; ${lost.length} lost, ${doubled.length} ended ` +
      `twice, ${disordered.length} out of order; reruns beside other engines: ${worst(reruns)}; after a restart of ` +
      `everything or of Postgres: ${worst(restarted)}`,
  );
  expect({ lost, doubled, disordered, problems }).toEqual({
    lost: [],
    doubled: [],
    disordered: [],
    problems: [],
  });
  expect(reruns.filter((time) => time > LONGEST_RERUN)).toEqual([]);
  const wereProcessesKilled = reports.some(({ killed }) => killed.node + killed['node and postmaster'] > 0);
  expect(reruns.length + restarted.length > 0).toBe(wereProcessesKilled);
}, 3_600_000);
