/** Per address. */
const MAX_WRONG_TOKENS = 60;
/** In milliseconds. */
const PERIOD = 60_000;
/** How many addresses are remembered; the oldest are forgotten first. */
const MAX_ADDRESSES = 10_000;

interface Guesses {
  readonly since: number;
  count: number;
}

/** Counts wrong tokens by address, so that nobody guesses many. */
export class WrongTokens {
  readonly #guesses = new Map<string, Guesses>();

  /** Counts one; returns in how many seconds the next one is accepted when there were too many, else undefined. */
  add(address: string, now: number = performance.now()): number | undefined {
    let guesses = this.#guesses.get(address);
    if (guesses === undefined || now - guesses.since >= PERIOD) {
      this.#guesses.delete(address);
      guesses = { since: now, count: 0 };
      this.#guesses.set(address, guesses);
      const [oldest] = this.#guesses.keys();
      if (this.#guesses.size > MAX_ADDRESSES && oldest !== undefined) this.#guesses.delete(oldest);
    }
    guesses.count += 1;
    if (guesses.count <= MAX_WRONG_TOKENS) return undefined;
    return Math.max(1, Math.ceil((guesses.since + PERIOD - now) / 1_000));
  }
}
