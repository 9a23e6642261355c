/** A claim that a task holds on an issue or pull request. */
export interface Claim {
  /** Aborts when the claim is lost. */
  readonly signal: AbortSignal;
  /** Gives it up; nothing happens when a final reply already did. */
  release(): Promise<void>;
}

/** Decides which task works on an issue or pull request. */
export interface ClaimAuthority {
  /**
   * Claims an issue or pull request for the task, and renews the claim until it is released. A stale claim of another
   * task is taken over, the task's own at once.
   *
   * @param text - of the reply that carries the claim, where markers do
   *
   * Rejects with `@poppobuilder/github/CLAIMED`, retryable, when another task holds a live claim.
   */
  claim(number: number, text: string): Promise<Claim>;
  /** Whether another task holds a live claim, as the comments were when the task first asked for them. */
  isClaimed(number: number): Promise<boolean>;
  /** Takes away what a task left behind on a closed issue or pull request. */
  clear(number: number): Promise<void>;
}
