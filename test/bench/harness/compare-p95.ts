import type { Comparison } from './compare.ts';
import { median, p95 } from './median.ts';

/** Does something once and gives the milliseconds that the part to measure took. */
export type Sample = () => Promise<number>;

/** How often to measure. */
export interface CompareP95Options {
  readonly rounds: number;
  /** Samples of each side in a round, in turn. */
  readonly samples: number;
}

/** Takes samples of two sides in turn, A B A B, and the medians of the rounds' 95th percentiles and of their ratios. */
export async function compareP95(
  value: Sample,
  peer: Sample,
  { rounds, samples }: CompareP95Options,
): Promise<Comparison> {
  await value();
  await peer();
  const measured: { value: number; peer: number }[] = [];
  for (let round = 0; round < rounds; round += 1) {
    const values: number[] = [];
    const peers: number[] = [];
    for (let sample = 0; sample < samples; sample += 1) {
      values.push(await value());
      peers.push(await peer());
    }
    measured.push({ value: p95(values), peer: p95(peers) });
  }
  return {
    unit: 'ms',
    value: median(measured.map((times) => times.value)),
    peer: median(measured.map((times) => times.peer)),
    ratio: median(measured.map((times) => times.value / times.peer)),
  };
}
