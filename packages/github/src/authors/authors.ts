/** The author of something on GitHub. */
export interface Author {
  /** Absent for an account that was deleted. */
  readonly login: string | undefined;
  /** `User`, `Bot`, `Organization`. */
  readonly type: string | undefined;
  /** `author_association` of what was written. */
  readonly association: string | undefined;
}

/** Whether an author may command the agent, and why. */
export interface Verdict {
  readonly isPermitted: boolean;
  /** A full sentence. */
  readonly reason: string;
}

/** Decides who may command the agent. */
export interface Authors {
  /**
   * Returns whether an author may command the agent. The permission level decides; a level that cannot be read is a
   * refusal. GitHub is asked once for each login and task.
   */
  judge(author: Author): Promise<Verdict>;
  /** Rejects with `NOT_PERMITTED` when the author may not command the agent. */
  assertPermitted(author: Author): Promise<void>;
}
