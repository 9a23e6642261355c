import { Bench as Tinybench } from 'tinybench';
import { median } from './median.ts';

/** Work to measure. */
export type Work = () => Promise<unknown>;

/** What comparing two works gave: medians over the rounds. */
export interface Comparison {
  readonly unit: string;
  readonly value: number;
  readonly peer: number;
  readonly ratio: number;
}

/** How often and how long to measure. */
export interface CompareOptions {
  /** Each round measures both sides once, one directly after the other. */
  readonly rounds: number;
  /** Milliseconds for each side of a round; a work that takes longer runs once. */
  readonly time: number;
  readonly unit: 'us' | 'ms';
}

/** Measures two works in turn, A B A B, and takes the median of the rounds' ratios. */
export async function compare(value: Work, peer: Work, options: CompareOptions): Promise<Comparison> {
  const { rounds, time, unit } = options;
  const scale = unit === 'us' ? 1_000 : 1;
  await meanTimes(value, peer, time);
  const measured: { value: number; peer: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    measured.push(await meanTimes(value, peer, time));
  }
  return {
    unit,
    value: median(measured.map((times) => times.value)) * scale,
    peer: median(measured.map((times) => times.peer)) * scale,
    ratio: median(measured.map((times) => times.value / times.peer)),
  };
}

/** Mean times in milliseconds: a mean, unlike a median, has the collected garbage in it. */
async function meanTimes(value: Work, peer: Work, time: number): Promise<{ value: number; peer: number }> {
  const bench = new Tinybench({ time, iterations: 1, warmup: false, throws: true });
  bench.add('value', value, { async: true }).add('peer', peer, { async: true });
  const [first, second] = await bench.run();
  return { value: meanOf(first), peer: meanOf(second) };
}

function meanOf(task: Tinybench['tasks'][number] | undefined): number {
  if (task?.result.state !== 'completed') throw new Error(`A bench ended as ${task?.result.state}.`);
  return task.result.latency.mean;
}
