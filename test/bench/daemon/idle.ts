import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { BenchDatabase } from '../engine/bench-database.ts';
import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDaemon } from './bench-daemon.ts';
import { processorTime, proportionalMemory, treeOf } from './process-usage.ts';

const ENGINE = fileURLToPath(new URL('../engine/fixtures/idle-engine.ts', import.meta.url));
const ROUNDS = 2;
/** Milliseconds after which both sides are idle, and have closed the connections that they do not use. */
const REST = 12_000;
/** Milliseconds in which the use of the processor is measured. */
const SPAN = 10_000;

interface Usage {
  readonly memory: number;
  readonly processor: number;
}

/** What a daemon without work takes, with its Postgres, beside a process with an engine alone. */
export async function benchIdle(): Promise<Row[]> {
  const rounds: { readonly ours: Usage; readonly bare: Usage }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    // Side by side: each alone would wait as long.
    const [ours, bare] = await Promise.all([ofDaemon(), ofEngine()]);
    rounds.push({ ours, bare });
  }
  const row = (name: string, field: keyof Usage, unit: string, most: number): Row =>
    ratioRow(
      name,
      {
        unit,
        value: median(rounds.map(({ ours }) => ours[field])),
        peer: median(rounds.map(({ bare }) => bare[field])),
        ratio: median(rounds.map(({ ours, bare }) => ours[field] / bare[field])),
      },
      most,
    );
  return [
    row('idle daemon with Postgres, processor / an engine', 'processor', 'ms/s', 1.5),
    row('idle daemon with Postgres, memory (PSS) / an engine', 'memory', 'MB', 1.4),
  ];
}

async function ofDaemon(): Promise<Usage> {
  await using database = await BenchDatabase.open();
  await using daemon = await BenchDaemon.open({ databaseUrl: database.url });
  return await usageOf(() => [...treeOf(daemon.pid), ...treeOf(database.pid)]);
}

async function ofEngine(): Promise<Usage> {
  await using database = await BenchDatabase.open();
  const child = fork(ENGINE, [database.url], { execArgv: ['--expose-gc'] });
  const exited = once(child, 'exit');
  try {
    await once(child, 'message');
    return await usageOf(() => [...treeOf(child.pid ?? 0), ...treeOf(database.pid)]);
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}

async function usageOf(list: () => number[]): Promise<Usage> {
  await delay(REST);
  const before = new Map(list().map((pid) => [pid, processorTime([pid])]));
  await delay(SPAN);
  // Those that came and went meanwhile are left out on both sides.
  const stayed = list().filter((pid) => before.has(pid));
  const used = stayed.reduce((sum, pid) => sum + processorTime([pid]) - (before.get(pid) ?? 0), 0);
  return {
    processor: used / (SPAN / 1_000),
    memory: proportionalMemory(list()),
  };
}
