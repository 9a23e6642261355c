/** One measured line of a report. Smaller values and ratios are better, but for those with a goal of `>=`. */
export interface Row {
  readonly name: string;
  readonly value: number;
  /** Unit of `value` and `peer`. */
  readonly unit: string;
  /** What the thing to compare with measured in the same run; `null` where there is none. */
  readonly peer: number | null;
  /** Median of the rounds' ratios: rounds alternate between both sides, so that drift of the machine cancels. */
  readonly ratio: number | null;
  /** What `ratio` (`<= 2.5x`, `>= 0.9x`) or `value` (`<= 5 MB`) must be; `null` where nothing was promised. */
  readonly goal: string | null;
  readonly met: boolean | null;
}

/** Measures one thing. Rejects only when it cannot be measured: a missed goal is a result. */
export type Bench = () => Promise<Row[]>;

/** Makes the row of a comparison. */
export function ratioRow(
  name: string,
  { unit, value, peer, ratio }: { unit: string; value: number; peer: number; ratio: number },
  most?: number,
): Row {
  return most === undefined
    ? { name, value, unit, peer, ratio, goal: null, met: null }
    : { name, value, unit, peer, ratio, goal: `<= ${most}x`, met: ratio <= most };
}

/** Makes the row of a throughput: the times of `comparison`, in microseconds for one task, turned round. */
export function rateRow(
  name: string,
  { value, peer, ratio }: { value: number; peer: number; ratio: number },
  least: number,
): Row {
  const rate = 1 / ratio;
  return {
    name,
    value: 1e6 / value,
    unit: '1/s',
    peer: 1e6 / peer,
    ratio: rate,
    goal: `>= ${least}x`,
    met: rate >= least,
  };
}

/** Makes the row of a value that must not be over a limit in its own unit. */
export function limitRow(name: string, value: number, unit: string, most: number): Row {
  return { name, value, unit, peer: null, ratio: null, goal: `<= ${most} ${unit}`, met: value <= most };
}
