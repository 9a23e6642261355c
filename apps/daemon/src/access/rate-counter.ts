/** How many keys are remembered; the oldest are forgotten first. */
const MAX_KEYS = 10_000;

/** How much is allowed. */
export interface Rate {
  readonly max: number;
  /** In milliseconds. */
  readonly period: number;
}

interface Counted {
  readonly since: number;
  count: number;
}

/** Counts what happens by key, such as an address, so that nobody does it too often. */
export class RateCounter {
  readonly #rate: Rate;
  readonly #counted = new Map<string, Counted>();

  constructor(rate: Rate) {
    this.#rate = rate;
  }

  /** Counts once; returns in how many seconds the next one is accepted when there were too many, else undefined. */
  add(key: string, now: number = performance.now()): number | undefined {
    const { max, period } = this.#rate;
    let counted = this.#counted.get(key);
    if (counted === undefined || now - counted.since >= period) {
      this.#counted.delete(key);
      counted = { since: now, count: 0 };
      this.#counted.set(key, counted);
      const [oldest] = this.#counted.keys();
      if (this.#counted.size > MAX_KEYS && oldest !== undefined) this.#counted.delete(oldest);
    }
    counted.count += 1;
    if (counted.count <= max) return undefined;
    return Math.max(1, Math.ceil((counted.since + period - now) / 1_000));
  }
}
