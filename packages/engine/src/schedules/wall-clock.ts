const HOUR = 3_600_000;

/** Clocks are put forward and back at full quarters of an hour of UTC. */
const QUARTER = HOUR / 4;

/** Offsets that are kept: reading one takes as long as all else. */
const MAX_KNOWN = 1_000;

/** Longer than any clock is away from UTC, or is put forward or back. */
const AROUND = 26 * HOUR;

/**
 * The clocks on the wall of a time zone. What they show is a time in milliseconds as if it were UTC.
 *
 * Throws a `RangeError` for a zone that is not known.
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

  /** What the clock shows at a time. */
  at(time: number): number {
    return time + this.#offset(time);
  }

  /** The latest that the clock has shown until a time: more than it shows where it was just put back. */
  latestUntil(time: number): number {
    return time + Math.max(this.#offset(time), this.#offset(time - AROUND));
  }

  /** When the clock first shows something; when it goes on, if it leaves that out. */
  firstShowing(shown: number): number {
    const [before, after] = [this.#offset(shown - AROUND), this.#offset(shown + AROUND)];
    if (before === after) return shown - before;
    const times = [shown - before, shown - after].toSorted((a, b) => a - b);
    return times.find((time) => this.at(time) === shown) ?? this.#endOfGap(shown, before, after);
  }

  /** The first quarter of an hour with the later offset: the clock was put forward by the difference. */
  #endOfGap(shown: number, before: number, after: number): number {
    let time = Math.floor((shown - after) / QUARTER) * QUARTER;
    while (time < shown - before && this.#offset(time) === before) time += QUARTER;
    return time;
  }

  #offset(time: number): number {
    const quarter = Math.floor(time / QUARTER);
    const known = this.#offsets.get(quarter);
    if (known !== undefined) return known;
    if (this.#offsets.size >= MAX_KNOWN) this.#offsets.clear();
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
