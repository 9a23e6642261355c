/** A limit on tasks that run at the same time, in all processes together. */
export interface ConcurrencyLimit {
  /** Tasks with the same key count together. */
  readonly key: string;
  /** How many may run. The limit that was said last holds for all of the key. */
  readonly limit: number;
}
