import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type ProcessEntry, readProcess } from '@poppobuilder/core/runner-kit';
import {
  createMark,
  describeLeft,
  findBelow,
  findByCommandLine,
  findLastingWorkers,
  findMarked,
  kill,
  killMarked,
  MARK_VARIABLE,
  now,
  until,
} from './marked-processes.ts';
import { type PoolWorld, resultOf, type TestedIsolation } from './pool-world.ts';
import { COMPILE_CACHE } from '../support/compile-cache.ts';
import { pick, randomFrom } from '../support/random.ts';
import { warmHome } from '../support/warm-home.ts';

/** Rounds at the same time, each in a project of its own. */
export const LANES = 6;

/** What many rounds came to. */
export interface RoundsReport {
  rounds: number;
  readonly killed: Record<'worker' | 'command' | 'parent', number>;
  /** How tasks whose worker or command was killed ended, by the code of their error. */
  readonly ends: Record<string, number>;
  /** Processes of a round that were there when its task had ended. */
  left: number;
  /** Tasks whose end was never reported, or more than once. */
  withoutOneEnd: number;
  nextTasks: number;
  /** Milliseconds until nothing was left of a killed parent, at most. */
  slowestAfterParent: number;
  /** What went wrong, with the number of the round. */
  readonly problems: string[];
}

const hostProgram = fileURLToPath(new URL('fixtures/pool-host.ts', import.meta.url));

/** Milliseconds after the start of a task within which something is killed: starting a worker takes most of them. */
const LATEST_KILL = 1_000;

/** Runs rounds of killing at random moments, several at once. The same seed kills the same kinds at the same moments. */
export async function killInRounds(
  world: PoolWorld,
  isolation: TestedIsolation,
  seed: number,
  rounds: number,
): Promise<RoundsReport> {
  const report: RoundsReport = {
    rounds: 0,
    killed: { worker: 0, command: 0, parent: 0 },
    ends: {},
    left: 0,
    withoutOneEnd: 0,
    nextTasks: 0,
    slowestAfterParent: 0,
    problems: [],
  };
  const lane = async (number: number): Promise<void> => {
    while (report.rounds < rounds) {
      const round = (report.rounds += 1);
      const random = randomFrom(seed + round);
      const target = pick(random, ['worker', 'worker', 'command', 'command', 'parent'] as const) ?? 'worker';
      try {
        if (target === 'parent') await killParent(world, isolation, random, report);
        else await killBelow(world, { project: `lane-${number}`, isolation, target, random, report });
      } catch (error) {
        report.problems.push(`round ${round} (${target}): ${String(error)}`);
      }
    }
  };
  await Promise.all(Array.from({ length: LANES }, (_, number) => lane(number)));
  return report;
}

interface Round {
  readonly project: string;
  readonly isolation: TestedIsolation;
  readonly target: 'worker' | 'command';
  readonly random: () => number;
  readonly report: RoundsReport;
}

async function killBelow(
  world: PoolWorld,
  { project, isolation, target, random, report }: Round,
): Promise<void> {
  const mark = createMark();
  const begin = now();
  const task = world.task('command', wildCommand(mark, isolation), { project });
  let settled = false;
  const ended = world.run(task).finally(() => (settled = true));
  const targets = (): ProcessEntry[] =>
    target === 'worker' ? findLastingWorkers(`${world.mark}-${project}`) : findByCommandLine(mark, begin);
  await delay(random() * LATEST_KILL);
  const found = await until(targets, (seen) => seen.length > 0 || settled);
  const victim = pick(random, found);
  if (victim !== undefined && kill(victim.pid)) report.killed[target] += 1;
  // What was killed may be one that the task does not wait for.
  await Promise.race([ended, delay(random() * 300)]);
  if (!settled) void world.pool.cancel(task.id);
  await until(() => settled, Boolean);
  const outcome = await ended;
  const left = findMarked(mark, begin);
  report.left += left.length;
  if (left.length > 0) {
    const reported = await describeLeft(left, victim);
    killMarked(mark);
    assert.fail(`processes are left when the task has ended: ${reported}`);
  }
  if (world.endsOf(task.id) !== 1) report.withoutOneEnd += 1;
  const end = 'error' in outcome ? outcome.error.code : 'succeeded';
  report.ends[end] = (report.ends[end] ?? 0) + 1;
  const next = world.task('identify', { value: mark }, { project });
  assert.equal(resultOf(await world.run(next))['value'], mark);
  if (world.endsOf(next.id) !== 1) report.withoutOneEnd += 1;
  report.nextTasks += 1;
}

async function killParent(
  world: PoolWorld,
  isolation: TestedIsolation,
  random: () => number,
  report: RoundsReport,
): Promise<void> {
  const mark = createMark();
  const begin = now();
  const folder = join(world.folder, `host-${mark}`);
  const temporary = join(folder, 'tmp');
  mkdirSync(temporary, { recursive: true });
  warmHome(join(folder, 'home'));
  const tasks = ['a', 'b'].map((project) => {
    const task = world.task('command', wildCommand(mark, isolation), { project: `host-${mark}/${project}` });
    const projectConfig = { environment: { [MARK_VARIABLE]: mark } };
    return { ...task, id: project, projectId: project, projectConfig };
  });
  const given = JSON.stringify({ isolation, homeFolder: join(folder, 'home'), tasks });
  const host = spawn(process.execPath, ['--no-warnings', hostProgram, given], {
    env: { ...process.env, ...COMPILE_CACHE, TMPDIR: temporary },
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  const exited = once(host, 'exit');
  try {
    await Promise.race([once(host.stdout, 'data'), exited]);
    await delay(random() * LATEST_KILL);
    const below = findBelow(host.pid ?? 0);
    assert.ok(host.exitCode === null, 'the host ended by itself');
    host.kill('SIGKILL');
    await exited;
    const killedAt = performance.now();
    const isLeft = (): ProcessEntry[] => {
      const table = findMarked(mark, begin);
      return [...table, ...stillThere(below)];
    };
    await until(isLeft, (seen) => seen.length === 0, 10_000);
    report.slowestAfterParent = Math.max(report.slowestAfterParent, performance.now() - killedAt);
    report.killed.parent += 1;
  } finally {
    host.kill('SIGKILL');
    await exited;
    report.left += findMarked(mark, begin).length;
    killMarked(mark);
  }
}

function stillThere(entries: readonly ProcessEntry[]): ProcessEntry[] {
  return entries.filter(({ pid, startTime }) => readProcess(pid)?.startTime === startTime);
}

/** A command with a child, a session, double forks and loops that trap every signal that can be trapped. */
function wildCommand(mark: string, isolation: TestedIsolation): Record<string, unknown> {
  const deaf = `trap "" TERM INT HUP QUIT USR1 PIPE`;
  // A process that nothing distinguishes from a foreign one is held by a PID namespace alone.
  const stranger = isolation === 'sandbox' ? `(env -i setsid sleep ${mark} &)` : ':';
  const script = [
    deaf,
    `(setsid sh -c '${deaf}; while :; do sleep ${mark}; done' >/dev/null 2>&1 &)`,
    `(sh -c '(setsid nohup sleep ${mark} >/dev/null 2>&1 &)' &)`,
    stranger,
    `sh -c '${deaf}; while :; do sleep 0.2; done; : ${mark}' &`,
    `echo up`,
    `while :; do sleep 0.2; done; : ${mark}`,
  ].join('\n');
  return { program: 'sh', args: ['-c', script], environment: { ISOLATION_COMMAND: mark } };
}
