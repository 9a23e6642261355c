/** How far a compressed time is, and how long each part of it took. */
export class Progress {
  readonly #started = performance.now();
  readonly #seconds = new Map<string, number>();
  readonly #isShown: boolean;
  #shownAt = 0;

  constructor(isShown: boolean) {
    this.#isShown = isShown;
  }

  /** Adds the time of what runs to a part. */
  async spend<Result>(part: string, run: () => Promise<Result>): Promise<Result> {
    const from = performance.now();
    try {
      return await run();
    } finally {
      this.#seconds.set(part, (this.#seconds.get(part) ?? 0) + (performance.now() - from) / 1_000);
    }
  }

  /** Writes how far it is to standard error, at most every ten seconds and only if asked to. */
  show(state: () => object): void {
    const now = performance.now();
    if (!this.#isShown || now - this.#shownAt < 10_000) return;
    this.#shownAt = now;
    process.stderr.write(`${JSON.stringify({ ...this.summary(), ...state() })}\n`);
  }

  /** Returns the seconds of each part, and of all. */
  summary(): Record<string, number> {
    const all = (performance.now() - this.#started) / 1_000;
    return Object.fromEntries(
      [...this.#seconds, ['all', all] as const].map(([part, seconds]) => [
        part,
        Math.round(seconds * 10) / 10,
      ]),
    );
  }
}
