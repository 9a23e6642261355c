import { median } from '../harness/median.ts';
import { ratioRow, type Row } from '../harness/row.ts';
import { BenchDatabase } from './bench-database.ts';
import { BenchEngine } from './bench-engine.ts';
import { percentile } from './percentile.ts';
import { PlainBoss } from './plain-boss.ts';

const ROUNDS = 5;
const SAMPLES = 200;

type Side = 'ours' | 'plain' | 'notified' | 'child';

/** Milliseconds from `submit()` to the start of the task, and from a parent's end to its child's start. */
export async function benchStartDelay(): Promise<Row[]> {
  await using database = await BenchDatabase.open();
  await using ours = await BenchEngine.open(database.url);
  await using plain = await PlainBoss.open(database.url);
  ours.engine.consume({ slots: 8, runner: ours.runner });
  const rounds: Record<Side, number[]>[] = [];
  for (let round = 0; round <= ROUNDS; round += 1) {
    const measured = {
      ours: await samples(async () => startDelay(ours)),
      plain: await plainDelays(plain),
      notified: await samples(async () => notifiedDelay(plain)),
      child: await samples(async () => childDelay(ours)),
    };
    if (round > 0) rounds.push(measured);
  }
  const row = (name: string, [value, peer]: readonly [Side, Side], at: number, most?: number): Row =>
    ratioRow(
      name,
      {
        unit: 'ms',
        value: median(rounds.map((measured) => percentile(measured[value], at))),
        peer: median(rounds.map((measured) => percentile(measured[peer], at))),
        ratio: median(
          rounds.map((measured) => percentile(measured[value], at) / percentile(measured[peer], at)),
        ),
      },
      most,
    );
  return [
    row('submit to start, p50 / plain pg-boss', ['ours', 'plain'], 50, 1.3),
    row('submit to start, p99 / plain pg-boss', ['ours', 'plain'], 99, 2),
    row('submit to start, p50 / plain pg-boss that is notified when to fetch', ['ours', 'notified'], 50),
    row("child's start after its last parent, p50 / submit to start", ['child', 'ours'], 50, 2),
  ];
}

async function samples(sample: () => Promise<number>): Promise<number[]> {
  const values: number[] = [];
  for (let count = 0; count < SAMPLES; count += 1) values.push(await sample());
  return values;
}

async function startDelay(ours: BenchEngine): Promise<number> {
  const sentAt = performance.now();
  const started = ours.next('task-started');
  const { id } = await ours.engine.submit(ours.task());
  await started;
  const delay = performance.now() - sentAt;
  // The next one is sent when this one is recorded, as with plain pg-boss.
  await ours.engine.tasks.wait(id);
  return delay;
}

async function childDelay(ours: BenchEngine): Promise<number> {
  const cleaned = ours.next('context-cleaned');
  await ours.engine.flows.submit({
    tasks: {
      parent: { task: ours.task() },
      child: { task: ours.task(), options: { dependsOn: ['parent'] } },
    },
  });
  await cleaned;
  const endedAt = performance.now();
  const childCleaned = ours.next('context-cleaned');
  await ours.next('task-started');
  const delay = performance.now() - endedAt;
  await childCleaned;
  return delay;
}

/** The least there is: the process that sends fetches once, when it has sent. */
async function notifiedDelay(plain: PlainBoss): Promise<number> {
  const sentAt = performance.now();
  await plain.submit({});
  const job = await plain.fetch();
  const delay = performance.now() - sentAt;
  if (job !== undefined) await plain.complete(job);
  return delay;
}

/** One loop fetches without a pause while the other sends, one job at a time. */
async function plainDelays(plain: PlainBoss): Promise<number[]> {
  const delays: number[] = [];
  let sentAt = 0;
  let fetched: (() => void) | undefined;
  const loop = (async () => {
    while (delays.length < SAMPLES) {
      const job = await plain.fetch();
      if (job === undefined) continue;
      delays.push(performance.now() - sentAt);
      await plain.complete(job);
      fetched?.();
    }
  })();
  for (let count = 0; count < SAMPLES; count += 1) {
    const done = new Promise<void>((resolve) => (fetched = resolve));
    sentAt = performance.now();
    await plain.submit({ count });
    await done;
  }
  await loop;
  return delays;
}
