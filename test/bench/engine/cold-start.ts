import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { chownSync, readlinkSync, rmSync, statSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDatabase, databaseFolder } from './bench-database.ts';

const ROUNDS = 5;

const ENGINE = fileURLToPath(new URL('fixtures/cold-engine.ts', import.meta.url));
const PARTS = fileURLToPath(new URL('fixtures/cold-parts.ts', import.meta.url));

/** Milliseconds from the start of a process to its first task done, in a new folder and in one that was used. */
export async function benchColdStart(): Promise<Row[]> {
  const { programs, user } = await findPrograms();
  const cache = databaseFolder();
  const rounds: { fresh: Times; warm: Times }[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const ours = databaseFolder();
    const parts = databaseFolder();
    if (user !== '') chownSync(parts, Number(user.split(':')[0]), Number(user.split(':')[1]));
    try {
      const measured = {
        fresh: await both(ours, parts, programs, user, cache),
        warm: await both(ours, parts, programs, user, cache),
      };
      if (round > 0) rounds.push(measured);
    } finally {
      rmSync(ours, { recursive: true, force: true });
      rmSync(parts, { recursive: true, force: true });
    }
  }
  rmSync(cache, { recursive: true, force: true });
  const row = (kind: 'fresh' | 'warm'): Row =>
    ratioRow(
      `cold start to the first task done, ${kind} folder / its bare parts`,
      {
        unit: 'ms',
        value: median(rounds.map((times) => times[kind].ours)),
        peer: median(rounds.map((times) => times[kind].parts)),
        ratio: median(rounds.map((times) => times[kind].ours / times[kind].parts)),
      },
      1.5,
    );
  return [row('fresh'), row('warm')];
}

interface Times {
  readonly ours: number;
  readonly parts: number;
}

async function both(
  ours: string,
  parts: string,
  programs: string,
  user: string,
  cache: string,
): Promise<Times> {
  return {
    ours: await time(start(ENGINE, [ours], cache)),
    parts: await time(start(PARTS, [parts, programs, user], cache)),
  };
}

/** Both run with Node's compile cache, as the command line does. */
function start(program: string, args: readonly string[], cache: string): ChildProcess {
  return fork(program, args, { env: { ...process.env, NODE_COMPILE_CACHE: cache } });
}

async function time(child: ChildProcess): Promise<number> {
  const startedAt = performance.now();
  const exited = once(child, 'exit');
  const [message] = (await Promise.race([once(child, 'message'), exited])) as [unknown];
  const taken = performance.now() - startedAt;
  await exited;
  if (message !== 'done') throw new Error('A cold start failed.');
  return taken;
}

/** Where the engine has its Postgres, and whom it lets run it. */
async function findPrograms(): Promise<{ readonly programs: string; readonly user: string }> {
  await using database = await BenchDatabase.open();
  const programs = dirname(readlinkSync(join('/proc', String(database.pid), 'exe')));
  const isRoot = process.getuid?.() === 0;
  const { uid, gid } = statSync(join('/proc', String(database.pid)));
  return { programs, user: isRoot ? `${uid}:${gid}` : '' };
}
