/** A claim that a task holds on an issue or pull request. */
export interface Claim {
  /** Aborts when the claim is lost. */
  readonly signal: AbortSignal;
  /** Releases the claim. Does nothing when a final reply has released it already. */
  release(): Promise<void>;
}

/** Decides which task works on an issue or pull request. */
export interface ClaimAuthority {
  /**
   * Claims an issue or pull request for the task, and renews the claim until it is released. A stale claim of another
   * task is taken over; a claim that this task already holds, immediately.
   *
   * Rejects with the retryable error `@poppobuilder/github/CLAIMED` when another task holds a live claim.
   *
   * @param text - text of the reply that carries the claim, where claims are kept in markers
   */
  claim(number: number, text: string): Promise<Claim>;
  /** Whether another task held a live claim when this task first listed the comments. */
  isClaimed(number: number): Promise<boolean>;
  /** Removes claims that were left behind on a closed issue or pull request. */
  clear(number: number): Promise<void>;
}
