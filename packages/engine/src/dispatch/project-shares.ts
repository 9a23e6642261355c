/** Projects of which more is known than what runs. */
const MAX_REMEMBERED = 1_000;

/** What each project holds of the slots, and how much it was given before, measured by its weight. */
export class ProjectShares {
  readonly #weightOf: (project: string) => number;
  readonly #weights = new Map<string, number>();
  readonly #held = new Map<string, number>();
  /** Tasks begun, divided by the weight. */
  readonly #times = new Map<string, number>();
  #clock = 0;
  #running = 0;

  constructor(weightOf: (project: string) => number) {
    this.#weightOf = weightOf;
  }

  /** Slots that are taken. */
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

  weigh(project: string, weight: number | undefined): void {
    if (weight === undefined) this.#weights.delete(project);
    else this.#weights.set(project, weight);
  }

  held(project: string): number {
    return this.#held.get(project) ?? 0;
  }

  /** Projects that hold this many slots or more. */
  atLeast(slots: number): string[] {
    return [...this.#held].filter(([, count]) => count >= slots).map(([project]) => project);
  }

  /** The most slots that a project holds, apart from these projects. */
  most(apart: readonly string[]): number {
    const others = [...this.#held].filter(([project]) => !apart.includes(project));
    return Math.max(0, ...others.map(([, count]) => count));
  }

  /** A project comes back that waited for nothing: it does not save up for that time. */
  join(project: string): void {
    if (this.held(project) === 0) this.#times.set(project, Math.max(this.time(project), this.#clock));
  }

  /** Whose turn it is among projects: the lowest is first. */
  time(project: string): number {
    return this.#times.get(project) ?? this.#clock;
  }

  begin(project: string): void {
    const time = this.time(project);
    this.#clock = Math.max(this.#clock, time);
    this.#times.set(project, time + 1 / this.weight(project));
    this.#held.set(project, this.held(project) + 1);
    this.#running += 1;
  }

  end(project: string): void {
    const left = this.held(project) - 1;
    this.#running -= 1;
    if (left > 0) this.#held.set(project, left);
    else this.#held.delete(project);
    if (this.#times.size > MAX_REMEMBERED) this.#forget();
  }

  #forget(): void {
    for (const [project, time] of this.#times) {
      if (this.held(project) > 0 || time > this.#clock) continue;
      this.#times.delete(project);
      this.#weights.delete(project);
    }
  }
}
