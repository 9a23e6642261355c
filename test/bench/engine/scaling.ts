import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import { setTimeout as delay } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { Client } from 'pg';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDatabase } from './bench-database.ts';
import { BenchEngine } from './bench-engine.ts';

const TASKS = 6_000;
const PROCESSES = [1, 2, 4];

/** Tasks done in a second by several processes on one database; on a small machine they share its processors. */
export async function benchScaling(): Promise<Row[]> {
  const rates: number[] = [];
  for (const count of PROCESSES) rates.push(await rateOf(count));
  const [one = Number.NaN] = rates;
  return PROCESSES.map((count, index) => {
    const value = rates[index] ?? Number.NaN;
    return ratioRow(`done with 8 slots in each of ${count} processes / in one`, {
      unit: '1/s',
      value,
      peer: one,
      ratio: value / one,
    });
  });
}

async function rateOf(count: number): Promise<number> {
  await using database = await BenchDatabase.open();
  await using ours = await BenchEngine.open(database.url);
  for (let sent = 0; sent < TASKS; sent += 2_000) {
    await ours.engine.submitMany(Array.from({ length: 2_000 }, () => ({ task: ours.task() })));
  }
  const children = Array.from({ length: count }, () => start(database.url));
  await Promise.all(children.map(async (child) => once(child, 'message')));
  const client = new Client({ connectionString: database.url });
  await client.connect();
  const startedAt = performance.now();
  for (const child of children) child.send('go');
  for (;;) {
    const { rows } = await client.query<{ open: boolean }>(
      'SELECT EXISTS (SELECT FROM bench.task WHERE is_open) AS open',
    );
    if (rows[0]?.open !== true) break;
    await delay(5);
  }
  const taken = performance.now() - startedAt;
  await client.end();
  await Promise.all(children.map(stop));
  return (1_000 * TASKS) / taken;
}

function start(url: string): ChildProcess {
  return fork(fileURLToPath(new URL('fixtures/drain.ts', import.meta.url)), [url, '8']);
}

async function stop(child: ChildProcess): Promise<void> {
  const exited = once(child, 'exit');
  child.send('stop');
  await exited;
}
