import { describe, expect, it } from 'vitest';
import { between, judgeOccurrences } from './occurrences.ts';

const START = Date.parse('2026-01-01T00:00:00Z');
const SECOND = 1_000;

interface Given {
  readonly submitted: readonly number[];
  readonly missed?: readonly number[];
  readonly outages?: readonly (readonly [number, number])[];
  /** In seconds. */
  readonly length?: number;
}

/** Judges some time of a schedule of each second. */
function judge({ submitted, missed = [], outages = [], length = 20 }: Given): string[] {
  const at = (seconds: number): number => START + seconds * SECOND;
  const record = { every: SECOND, submitted: submitted.map(at), missed: missed.map(at) };
  const up = between(
    { from: START, until: at(length) },
    outages.map(([from, until]) => ({ from: at(from), until: at(until) })),
  );
  return judgeOccurrences(record, up);
}

const seconds = (from: number, to: number): number[] =>
  Array.from({ length: to - from + 1 }, (_, index) => from + index + 0.5);

describe('the verdict on occurrences', () => {
  it('is positive when they come one by one, and missed ones are reported', () => {
    expect(judge({ submitted: seconds(0, 19) })).toEqual([]);
    expect(judge({ submitted: [...seconds(0, 3), ...seconds(6, 19)], missed: [5.5] })).toEqual([]);
    expect(
      judge({ submitted: [...seconds(0, 3), ...seconds(16, 19)], missed: [15.5], outages: [[4, 15]] }),
    ).toEqual([]);
  });

  it('reports one that is lost', () => {
    expect(judge({ submitted: [...seconds(0, 3), ...seconds(5, 19)] })).toEqual([
      'nothing tells why there is none between 2026-01-01T00:00:03.500Z and 2026-01-01T00:00:05.500Z',
    ]);
  });

  it('reports none while engines were running, even when they are said to be missed', () => {
    expect(judge({ submitted: [], length: 120 })).toEqual([
      'no occurrence from 2026-01-01T00:00:00.000Z to 2026-01-01T00:02:00.000Z, while engines were there',
    ]);
    const submitted = [...seconds(0, 3), ...seconds(76, 119)];
    expect(judge({ submitted, missed: [75.5], length: 120 })).toHaveLength(1);
  });

  it('reports two for one time', () => {
    expect(judge({ submitted: [...seconds(0, 19), 3.6] })[0]).toMatch(/are the same occurrence$/);
  });
});
