/** A limit on tasks that start within some time. Further attempts of a task are not counted. */
export interface RateLimit {
  /** Tasks with the same key count together. */
  readonly key: string;
  /** How many may start at once; after that, one in each `per / limit`. */
  readonly limit: number;
  /** Milliseconds. */
  readonly per: number;
}
