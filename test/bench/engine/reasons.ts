import type { Submission } from '@poppobuilder/engine';
import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDatabase } from './bench-database.ts';
import { BenchEngine } from './bench-engine.ts';

const TASKS = 5_000;
const BATCH = 1_000;
const PAGE = 50;
const ROUNDS = 60;
const HOUR = 3_600_000;
const REASON = { code: 'BENCH', message: 'It is measured.' };

const ONE_AT_A_TIME = { key: 'one at a time', limit: 1 };

type Options = Submission['options'];

interface Case {
  readonly name: string;
  readonly options?: (number: number, before: Before) => Options;
  /** What is done before the tasks are submitted. */
  readonly before?: (bench: BenchEngine) => Promise<Before | void>;
}

interface Before {
  /** A task that does not end. */
  readonly parent?: string;
}

const CASES: readonly Case[] = [
  { name: 'wait for their turn' },
  {
    name: 'wait under a hold of their project',
    before: async ({ engine }) => {
      await engine.holds.place({ scope: { project: 'project' }, reason: REASON });
    },
  },
  {
    name: 'wait beside 1,000 holds by key',
    options: (number) => ({ holdKeys: [`key ${number % 2_000}`] }),
    before: async ({ engine }) => {
      for (let number = 0; number < 1_000; number += 1) {
        await engine.holds.place({ scope: { key: `key ${number}` }, reason: REASON });
      }
    },
  },
  { name: 'are submitted for later', options: () => ({ delay: HOUR }) },
  { name: 'wait for an approval', options: () => ({ approval: { message: 'May it start?' } }) },
  { name: 'have one key', options: () => ({ concurrencyKey: 'one' }) },
  {
    name: 'have two tasks a key',
    options: (number) => ({ concurrencyKey: `key ${Math.floor(number / 2)}` }),
  },
  {
    name: 'wait at a full limit',
    options: () => ({ concurrency: ONE_AT_A_TIME }),
    before: async (bench) => runForever(bench, { concurrency: ONE_AT_A_TIME }),
  },
  {
    name: 'are blocked by a parent',
    options: (_number, { parent }) => ({ dependsOn: parent === undefined ? [] : [parent] }),
    before: async (bench) => ({ parent: (await bench.engine.submit(bench.task('wait'))).id }),
  },
];

/** Starts a task that runs until the engine is closed. */
async function runForever(bench: BenchEngine, options: Options): Promise<void> {
  const started = bench.next('task-started');
  await bench.engine.submit(bench.task('wait'), options);
  bench.engine.consume({ slots: 2, runner: bench.runner });
  await started;
}

/** A page of tasks with the reason of each, beside one without reasons, by what the tasks wait for. */
export async function benchReasons(): Promise<Row[]> {
  await using database = await BenchDatabase.open();
  const rows: Row[] = [];
  for (const [index, { name, options = () => ({}), before }] of CASES.entries()) {
    await using bench = await BenchEngine.open(database.url, `reasons_${index}`);
    const done = (await before?.(bench)) ?? {};
    for (let from = 0; from < TASKS; from += BATCH) {
      await bench.engine.submitMany(
        Array.from({ length: BATCH }, (_, number) => ({
          task: bench.task(),
          options: options(from + number, done),
        })),
      );
    }
    rows.push(
      ratioRow(`list 50 of 5,000 that ${name}, with reasons, p50 / without`, await compare(bench), 3),
    );
  }
  return rows;
}

async function compare({
  engine,
}: BenchEngine): Promise<{ unit: string; value: number; peer: number; ratio: number }> {
  const time = async (reasons: boolean): Promise<number> => {
    const startedAt = performance.now();
    await engine.tasks.list({ limit: PAGE, reasons });
    return performance.now() - startedAt;
  };
  const times = { with: [] as number[], without: [] as number[] };
  for (let round = 0; round < ROUNDS; round += 1) {
    const both = { with: await time(true), without: await time(false) };
    // The first ones warm up.
    if (round < 10) continue;
    times.with.push(both.with);
    times.without.push(both.without);
  }
  const [value, peer] = [median(times.with), median(times.without)];
  return { unit: 'ms', value, peer, ratio: value / peer };
}
