import type { TaskResult } from '@poppobuilder/core';

/** A stored result. */
export interface StoredResult {
  /** Id of the task that it came from. */
  readonly from: string;
  readonly result: TaskResult;
}

/**
 * Keeps the results of a {@link ResultCache}, by key. Pass another one than the folder's as its option `store`. What a method
 * rejects with keeps no task from running: `onSkip` is told.
 */
export interface ResultStore {
  /** Resolves with the result of a key, as it was stored; `undefined` when there is none, or when it has expired. */
  get(key: string): Promise<StoredResult | undefined>;
  /** Keeps a result, in place of an earlier one of the key. One that is too large is not kept. */
  put(key: string, stored: StoredResult): Promise<void>;
  /** Removes what has expired, and the oldest results while all together are larger than allowed. */
  prune(): Promise<void>;
  /** Removes every result. */
  clear(): Promise<void>;
}

/** How long and how much a store keeps. */
export interface ResultStoreLimits {
  /** How long a result is kept. In milliseconds. */
  readonly ttl: number;
  /** Of all results together. In bytes. */
  readonly maxSize: number;
  /** Returns the time in milliseconds since 1970. */
  readonly now: () => number;
}
