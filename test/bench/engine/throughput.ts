import { median } from '../harness/median.ts';
import type { Row } from '../harness/row.ts';
import { BenchDatabase } from './bench-database.ts';
import { BenchEngine } from './bench-engine.ts';
import { Bull } from './bull.ts';
import { PlainBoss } from './plain-boss.ts';

const ROUNDS = 5;
const SINGLE = 300;
const BATCH = 2_000;
const SLOTS = 8;

interface Rates {
  readonly ours: number;
  readonly plain: number;
  readonly bull: number;
}

/** Tasks submitted and done in a second, beside plain pg-boss and BullMQ on the same server. */
export async function benchThroughput(): Promise<Row[]> {
  await using database = await BenchDatabase.open();
  await using ours = await BenchEngine.open(database.url);
  await using plain = await PlainBoss.open(database.url);
  await using bull = new Bull(database.url);
  await bull.open();
  const rates: Record<'single' | 'batched' | 'done', Rates[]> = { single: [], batched: [], done: [] };
  const task = ours.task();
  const data = { task: { id: 'task-0', ...task } };
  const many = Array.from({ length: BATCH }, () => data);
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const single = {
      ours: await rate(SINGLE, async () => repeat(SINGLE, async () => ours.engine.submit(task))),
      plain: await rate(SINGLE, async () => repeat(SINGLE, async () => plain.submit(data))),
      bull: await rate(SINGLE, async () => repeat(SINGLE, async () => bull.submit(data))),
    };
    const batched = {
      ours: await rate(BATCH, async () => ours.engine.submitMany(many.map(() => ({ task })))),
      plain: await rate(BATCH, async () => plain.submitMany(many)),
      bull: await rate(BATCH, async () => bull.submitMany(many)),
    };
    const count = SINGLE + BATCH;
    const done = {
      ours: await rate(count, async () => ours.drain(SLOTS, count)),
      plain: await rate(count, async () => plain.drain(SLOTS)),
      bull: await rate(count, async () => bull.drain(SLOTS, count)),
    };
    if (round === 0) continue;
    rates.single.push(single);
    rates.batched.push(batched);
    rates.done.push(done);
  }
  return [
    row('submit, one by one / plain pg-boss', rates.single, 'plain', 0.9),
    row('submit, one by one / BullMQ', rates.single, 'bull'),
    row(`submit, ${BATCH} at once / plain pg-boss`, rates.batched, 'plain', 0.7),
    row(`submit, ${BATCH} at once / BullMQ`, rates.batched, 'bull'),
    row(`done with ${SLOTS} slots and events / plain pg-boss`, rates.done, 'plain', 1),
    row(`done with ${SLOTS} slots and events / BullMQ`, rates.done, 'bull', 0.8),
  ];
}

async function repeat(times: number, work: () => Promise<unknown>): Promise<void> {
  for (let time = 0; time < times; time += 1) await work();
}

async function rate(count: number, work: () => Promise<unknown>): Promise<number> {
  const startedAt = performance.now();
  await work();
  return (1_000 * count) / (performance.now() - startedAt);
}

function row(name: string, rounds: readonly Rates[], side: 'plain' | 'bull', least?: number): Row {
  const ratio = median(rounds.map((rates) => rates.ours / rates[side]));
  return {
    name,
    value: median(rounds.map(({ ours }) => ours)),
    unit: '1/s',
    peer: median(rounds.map((rates) => rates[side])),
    ratio,
    goal: least === undefined ? null : `>= ${least}x`,
    met: least === undefined ? null : ratio >= least,
  };
}
