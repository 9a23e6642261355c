const HOUR = 3_600_000;

/** Clocks go forward and back at full quarters of an hour of UTC. */
const QUARTER = HOUR / 4;

/** How many offsets are cached, as reading one dominates the cost. */
const MAX_CACHED = 1_000;

/** More than any offset from UTC, and any change of a clock. */
const MAX_SHIFT = 26 * HOUR;

/**
 * The wall clock of a time zone. What it shows is in milliseconds, as if it were UTC.
 *
 * Throws a `RangeError` for an unknown zone.
 */
export class WallClock {
  readonly #format: Intl.DateTimeFormat;
  readonly #offsets = new Map<number, number>();

  constructor(timeZone: string) {
    this.#format = new Intl.DateTimeFormat('en-US', {
      timeZone,
      hourCycle: 'h23',
      year: 'numeric',
      month: 'numeric',
      day: 'numeric',
      hour: 'numeric',
      minute: 'numeric',
      second: 'numeric',
    });
  }

  /** Returns what the clock shows at a time. */
  at(time: number): number {
    return time + this.#offset(time);
  }

  /** Returns the latest that the clock has shown until a time: more than it shows after it went back. */
  latestUntil(time: number): number {
    return time + Math.max(this.#offset(time), this.#offset(time - MAX_SHIFT));
  }

  /** Returns when the clock first shows a time or, if it skips it, when the gap ends. */
  firstShowing(shown: number): number {
    const [before, after] = [this.#offset(shown - MAX_SHIFT), this.#offset(shown + MAX_SHIFT)];
    if (before === after) return shown - before;
    const times = [shown - before, shown - after].toSorted((a, b) => a - b);
    return times.find((time) => this.at(time) === shown) ?? this.#endOfGap(shown, before, after);
  }

  /** Returns the first quarter of an hour with the later offset. */
  #endOfGap(shown: number, before: number, after: number): number {
    let time = Math.floor((shown - after) / QUARTER) * QUARTER;
    while (time < shown - before && this.#offset(time) === before) time += QUARTER;
    return time;
  }

  #offset(time: number): number {
    const quarter = Math.floor(time / QUARTER);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    if (this.#offsets.size >= MAX_CACHED) this.#offsets.clear();
    const offset = this.#readOffset(quarter * QUARTER);
    this.#offsets.set(quarter, offset);
    return offset;
  }

  #readOffset(seconds: number): number {
    const parts = this.#format.formatToParts(seconds).map(({ type, value }) => [type, Number(value)]);
    const { year, month, day, hour, minute, second } = Object.fromEntries(parts) as Record<string, number>;
    return Date.UTC(year ?? 0, (month ?? 1) - 1, day, hour, minute, second) - seconds;
  }
}
