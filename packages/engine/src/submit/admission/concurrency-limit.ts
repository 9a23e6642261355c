/** A limit on how many tasks run at the same time, in all processes together. */
export interface ConcurrencyLimit {
  /** The limit applies to all tasks with the same key. */
  readonly key: string;
  /** How many may run. The last submitted limit applies to all tasks with the key. */
  readonly limit: number;
}
