/** How many projects are remembered besides those that hold slots. */
const MAX_REMEMBERED = 1_000;

/** Tracks how many slots each project holds, and how many it got before in proportion to its weight. */
export class ProjectShares {
  readonly #weightOf: (project: string) => number;
  readonly #weights = new Map<string, number>();
  readonly #held = new Map<string, number>();
  /** Acquired slots divided by the weight. */
  readonly #virtualTimes = new Map<string, number>();
  #clock = 0;
  #running = 0;

  constructor(weightOf: (project: string) => number) {
    this.#weightOf = weightOf;
  }

  /** The number of slots that are taken. */
  get running(): number {
    return this.#running;
  }

  /** Projects that hold slots. */
  get projects(): Iterable<string> {
    return this.#held.keys();
  }

  weight(project: string): number {
    return this.#weights.get(project) ?? this.#weightOf(project);
  }

  setWeight(project: string, weight: number | undefined): void {
    if (weight === undefined) this.#weights.delete(project);
    else this.#weights.set(project, weight);
  }

  held(project: string): number {
    return this.#held.get(project) ?? 0;
  }

  /** Returns the projects that hold this many slots or more. */
  atLeast(slots: number): string[] {
    return [...this.#held].filter(([, count]) => count >= slots).map(([project]) => project);
  }

  /** Returns the highest number of slots that a project holds, except these projects. */
  most(except: readonly string[]): number {
    const others = [...this.#held].filter(([project]) => !except.includes(project));
    return Math.max(0, ...others.map(([, count]) => count));
  }

  /** Records that a project has waiting tasks again. It gets no credit for the time without any. */
  join(project: string): void {
    if (this.held(project) > 0) return;
    this.#virtualTimes.set(project, Math.max(this.virtualTime(project), this.#clock));
  }

  /** Orders projects: the one with the lowest virtual time comes first. */
  virtualTime(project: string): number {
    return this.#virtualTimes.get(project) ?? this.#clock;
  }

  acquire(project: string): void {
    const time = this.virtualTime(project);
    this.#clock = Math.max(this.#clock, time);
    this.#virtualTimes.set(project, time + 1 / this.weight(project));
    this.#held.set(project, this.held(project) + 1);
    this.#running += 1;
  }

  release(project: string): void {
    const left = this.held(project) - 1;
    this.#running -= 1;
    if (left > 0) this.#held.set(project, left);
    else this.#held.delete(project);
    if (this.#virtualTimes.size > MAX_REMEMBERED) this.#forget();
  }

  #forget(): void {
    for (const [project, time] of this.#virtualTimes) {
      if (this.held(project) > 0 || time > this.#clock) continue;
      this.#virtualTimes.delete(project);
      this.#weights.delete(project);
    }
  }
}
