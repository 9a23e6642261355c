/** When a schedule is due, as it is stored. */
export type Timing =
  | { readonly cron: string; readonly timeZone: string }
  /** In milliseconds. */
  | { readonly every: number }
  /** ISO 8601. */
  | { readonly at: string };

/** The times at which a schedule is due. */
export interface Occurrences {
  /** Returns the first one after a time. */
  next(after: Date): Date | undefined;
  /** Returns the last one at or before a time. */
  latest(until: Date): Date | undefined;
}
