import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDatabase } from './bench-database.ts';
import { BenchEngine } from './bench-engine.ts';

const HOLDS = 1_000;
const HELD = 10_000;
const OPEN = 100_000;
const FREE = 1_000;
const ROUNDS = 5;
const SAMPLES = 40;
const SUBMITS = 200;
const PAGE = 50;
const BATCH = 2_000;

/** Fetching beside many holds and held tasks, submitting with keys of holds, and explaining why tasks wait. */
export async function benchWaiting(): Promise<Row[]> {
  await using database = await BenchDatabase.open();
  await using plain = await BenchEngine.open(database.url, 'plain');
  await using held = await BenchEngine.open(database.url, 'held');
  await fill(plain, FREE);
  await placeHolds(held);
  await fill(held, HELD, ['key']);
  await fill(held, FREE);
  const fetched = await compare(
    async () => claims(held),
    async () => claims(plain),
  );
  const submitted = await compare(
    async () => submits(plain, ['key', 'other']),
    async () => submits(plain, []),
  );
  await fill(plain, OPEN, [], true);
  const { tasks } = await plain.engine.tasks.list({ type: 'wait', limit: SAMPLES });
  const ids = tasks.map(({ id }) => id);
  const explained = await compare(
    async () => times(ids, async (id) => plain.engine.tasks.explain(id)),
    async () => times(ids, async (id) => plain.engine.tasks.get(id)),
  );
  const listed = await compare(
    async () => times(ids, async () => plain.engine.tasks.list({ limit: PAGE })),
    async () => times(ids, async () => plain.engine.tasks.list({ limit: PAGE, reasons: false })),
  );
  return [
    ratioRow('fetch beside 1,000 holds and 10,000 held tasks, p50 / without', fetched, 1.3),
    ratioRow('submit with two keys of holds, p50 / without', submitted, 1.1),
    ratioRow('explain at 100,000 open tasks, p50 / get', explained, 3),
    ratioRow('list 50 with reasons, p50 / without', listed, 3),
  ];
}

async function fill(
  { engine }: BenchEngine,
  count: number,
  holdKeys: readonly string[] = [],
  isWaiting = false,
): Promise<void> {
  for (let left = count; left > 0; left -= BATCH) {
    await engine.submitMany(
      Array.from({ length: Math.min(left, BATCH) }, () => ({
        task: { type: isWaiting ? 'wait' : 'no-op', projectId: 'project', projectPath: '/' },
        options: { holdKeys },
      })),
    );
  }
}

/** One that holds ten thousand tasks, and others that hold none. */
async function placeHolds({ engine }: BenchEngine): Promise<void> {
  const reason = { code: 'BENCH', message: 'It is measured.' };
  for (let number = 0; number < HOLDS; number += 1) {
    await engine.holds.place({ scope: { key: number === 0 ? 'key' : `key ${number}` }, reason });
  }
}

/** Milliseconds from the end of a task to the start of the next one in the same slot. */
async function claims(bench: BenchEngine): Promise<number[]> {
  await fill(bench, SAMPLES);
  const values: number[] = [];
  const consumer = bench.engine.consume({ slots: 1, runner: bench.runner });
  while (values.length < SAMPLES) {
    await bench.next('context-cleaned');
    const endedAt = performance.now();
    await bench.next('task-started');
    values.push(performance.now() - endedAt);
  }
  await consumer.stop();
  return values;
}

const submits = async ({ engine }: BenchEngine, holdKeys: readonly string[]): Promise<number[]> =>
  times(Array.from({ length: SUBMITS }), async () =>
    engine.submit({ type: 'no-op', projectId: 'project', projectPath: '/' }, { holdKeys }),
  );

async function times<T>(of: readonly T[], work: (one: T) => Promise<unknown>): Promise<number[]> {
  const values: number[] = [];
  for (const one of of) {
    const startedAt = performance.now();
    await work(one);
    values.push(performance.now() - startedAt);
  }
  return values;
}

async function compare(
  measure: () => Promise<number[]>,
  measurePeer: () => Promise<number[]>,
): Promise<{ unit: string; value: number; peer: number; ratio: number }> {
  const rounds: { value: number; peer: number }[] = [];
  // The first round warms up.
  for (let round = 0; round <= ROUNDS; round += 1) {
    const measured = { value: median(await measure()), peer: median(await measurePeer()) };
    if (round > 0) rounds.push(measured);
  }
  return {
    unit: 'ms',
    value: median(rounds.map(({ value }) => value)),
    peer: median(rounds.map(({ peer }) => peer)),
    ratio: median(rounds.map(({ value, peer }) => value / peer)),
  };
}
