import { fork } from 'node:child_process';
import { once } from 'node:events';
import { rmSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { databaseFolder } from '../engine/bench-database.ts';
import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDaemon, benchFolder } from './bench-daemon.ts';

const ENGINE = fileURLToPath(new URL('../engine/fixtures/cold-engine.ts', import.meta.url));
const ROUNDS = 5;

/** How long a daemon takes to be ready in a home that was used, beside an engine's warm start to its first task. */
export async function benchStart(): Promise<Row[]> {
  const folder = benchFolder();
  const database = databaseFolder();
  const cache = databaseFolder();
  const rounds: { readonly ours: number; readonly bare: number }[] = [];
  try {
    // The first round fills the folders.
    for (let round = 0; round <= ROUNDS; round += 1) {
      const measured = { ours: await startDaemon(folder), bare: await startEngine(database, cache) };
      if (round > 0) rounds.push(measured);
    }
  } finally {
    for (const path of [folder, database, cache]) rmSync(path, { recursive: true, force: true });
  }
  return [
    ratioRow(
      "start to ready, warm / an engine's warm start",
      {
        unit: 'ms',
        value: median(rounds.map(({ ours }) => ours)),
        peer: median(rounds.map(({ bare }) => bare)),
        ratio: median(rounds.map(({ ours, bare }) => ours / bare)),
      },
      1.3,
    ),
  ];
}

async function startDaemon(folder: string): Promise<number> {
  const startedAt = performance.now();
  const daemon = await BenchDaemon.open({ folder });
  const taken = performance.now() - startedAt;
  await daemon[Symbol.asyncDispose]();
  return taken;
}

/** With Node's compile cache, as the command line has it. */
async function startEngine(folder: string, cache: string): Promise<number> {
  const startedAt = performance.now();
  const child = fork(ENGINE, [folder], { env: { ...process.env, NODE_COMPILE_CACHE: cache } });
  const exited = once(child, 'exit');
  await once(child, 'message');
  const taken = performance.now() - startedAt;
  await exited;
  return taken;
}
