/** What was spent. */
export interface Spent {
  /** US dollars. */
  readonly usd: number;
  readonly tokens: number;
}

/** An attempt that is about to start. */
export interface NewSpending {
  readonly taskId: string;
  readonly attempt: number;
  readonly projectId: string;
  /** What it works on within the project, such as the number of an issue. */
  readonly subject?: string | undefined;
  /** What it may spend at most; it counts for an attempt that never reports. @defaultValue not limited */
  readonly allowed?: { readonly usd?: number | undefined; readonly tokens?: number | undefined } | undefined;
}

/** What attempts are summed up. */
export interface SpendingFilter {
  /** @defaultValue all projects */
  readonly projectId?: string | undefined;
  /** Only work on this within the project. */
  readonly subject?: string | undefined;
  /** Only attempts that started then or later. */
  readonly since?: Date | undefined;
}

/** What attempts have spent together. */
export interface SpendingTotals extends Spent {
  readonly runs: number;
  /** How many of them ended without reporting what they spent; it is not part of `usd` and `tokens`. */
  readonly unknownRuns: number;
  /** What those may have spent beyond what they reported, as far as they were limited. */
  readonly unknown: Spent;
  /** How many of them are running. */
  readonly running: number;
}

/** What may be spent beyond a cap for some time. */
export interface NewAllowance {
  /** Names the cap; the engine only keeps it. */
  readonly scope: Readonly<Record<string, string | number | boolean>>;
  readonly usd?: number | undefined;
  readonly tokens?: number | undefined;
  readonly runs?: number | undefined;
  readonly until: Date;
  /** Who gave it. */
  readonly by?: string | undefined;
}

/** An allowance in force. */
export interface Allowance extends NewAllowance, Spent {
  readonly usd: number;
  readonly tokens: number;
  readonly runs: number;
  readonly givenAt: Date;
}
