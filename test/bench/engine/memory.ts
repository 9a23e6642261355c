import { fork } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { readProcessTable } from '@poppobuilder/core/runner-kit';
import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDatabase } from './bench-database.ts';

const ENGINE = fileURLToPath(new URL('fixtures/idle-engine.ts', import.meta.url));
const BOSS = fileURLToPath(new URL('fixtures/idle-boss.ts', import.meta.url));
const ROUNDS = 5;
/** Milliseconds after which both sides are idle: their pools close connections that were not used for 10 s. */
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
    return (
      proportional(child.pid ?? 0) + treeOf(database.pid).reduce((sum, pid) => sum + proportional(pid), 0)
    );
  } finally {
    child.kill('SIGKILL');
    await exited;
  }
}

function treeOf(root: number): number[] {
  const below = readProcessTable().filter(({ parent }) => parent === root);
  return [root, ...below.map(({ pid }) => pid)];
}

function proportional(pid: number): number {
  const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
  return Number(/^Pss: +(\d+)/m.exec(text)?.[1] ?? 0) / 1_024;
}
