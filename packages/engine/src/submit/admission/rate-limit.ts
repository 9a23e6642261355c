/** A limit on how many tasks start within a period. Retries do not count. */
export interface RateLimit {
  /** The limit applies to all tasks with the same key. */
  readonly key: string;
  /** How many may start at once; after that, one starts every `per / limit` milliseconds. */
  readonly limit: number;
  /** The period. In milliseconds. */
  readonly per: number;
}
