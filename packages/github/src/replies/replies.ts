/** A comment of the REST API, reduced to the used fields. */
export interface IssueComment {
  readonly id: number;
  readonly body: string;
  readonly url: string;
  readonly author: string;
  readonly authorType: string;
  readonly association: string;
  readonly createdAt: string;
}

/** Options of {@link Reply.update}. */
export interface UpdateOptions {
  /** Whether the same write releases the claim that the reply carries. @defaultValue false */
  readonly isFinal?: boolean;
  /** Hidden data for a later attempt of the same task that has lost all other state, see {@link Reply.done}. */
  readonly done?: Readonly<Record<string, string>>;
  /** Number of the plan that the text is. The comment stays as it is from then on, and the task's reply is another one. */
  readonly plan?: number;
}

/** The task's one comment on an issue or pull request. */
export interface Reply {
  readonly id: number;
  /** URL of its page. */
  readonly url: string;
  /** The hidden data of the last update; absent if that update had none. */
  readonly done: Readonly<Record<string, string>> | undefined;
  /**
   * Replaces its text. Secrets are masked. A text that is too long continues in further comments. With `isFinal` the same
   * write releases the claim that the reply carries, and it is made even shortly after the task was stopped.
   */
  update(text: string, options?: UpdateOptions): Promise<void>;
}

/** The comments of an issue or pull request, and the task's one reply among them. */
export interface Replies {
  /** Returns all comments, cached from the task's first call; `isFresh` requests them again. */
  comments(number: number, options?: { readonly isFresh?: boolean }): Promise<readonly IssueComment[]>;
  /**
   * Returns the task's reply: the comment of our own account with its marker, or else a new one with this text. Of two,
   * the one with the lower id is kept. Every call in a task returns the same reply.
   */
  open(number: number, text: string): Promise<Reply>;
  /** Returns the task's reply if there is one. Writes nothing. */
  find(number: number): Promise<Reply | undefined>;
}
