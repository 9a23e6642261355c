import { fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { proportionalMemory, treeOf } from '../daemon/process-usage.ts';
import { BenchDatabase } from './bench-database.ts';

const ENGINE = fileURLToPath(new URL('fixtures/idle-engine.ts', import.meta.url));
const BOSS = fileURLToPath(new URL('fixtures/idle-boss.ts', import.meta.url));
const ROUNDS = 5;
/** Milliseconds after which both sides are idle: the pool of pg-boss alone closes connections that were not used for 10 s. */
const REST = 12_000;

/** The memory of an idle engine with its Postgres, beside a process with pg-boss alone and its Postgres. */
export async function benchMemory(): Promise<Row[]> {
  const rounds: { readonly ours: number; readonly boss: number }[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    rounds.push({ ours: await memoryOf(ENGINE), boss: await memoryOf(BOSS) });
  }
  return [
    ratioRow(
      'idle memory with Postgres (PSS) / a process with pg-boss',
      {
        unit: 'MB',
        value: median(rounds.map(({ ours }) => ours)),
        peer: median(rounds.map(({ boss }) => boss)),
        ratio: median(rounds.map(({ ours, boss }) => ours / boss)),
      },
      1.4,
    ),
  ];
}

async function memoryOf(program: string): Promise<number> {
  await using database = await BenchDatabase.open();
  const child = fork(program, [database.url], { execArgv: ['--expose-gc'] });
  const exited = once(child, 'exit');
  try {
    await once(child, 'message');
    await delay(REST);
    return proportionalMemory([...treeOf(child.pid ?? 0), ...treeOf(database.pid)]);
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}
