/** A comment as the REST API gives it, in the parts that count here. */
export interface IssueComment {
  readonly id: number;
  readonly body: string;
  readonly url: string;
  readonly author: string;
  readonly authorType: string;
  readonly association: string;
  readonly createdAt: string;
}

/** How a reply is updated. */
export interface UpdateOptions {
  /** Whether the claim that it carries is given up with the same write. @defaultValue false */
  readonly isFinal?: boolean;
  /** What is kept with the text, hidden, for an attempt of the same task that finds nothing else: see {@link Reply.done}. */
  readonly done?: Readonly<Record<string, string>>;
}

/** The task's one comment on an issue or pull request. */
export interface Reply {
  readonly id: number;
  /** Address for people. */
  readonly url: string;
  /** What was kept with its text when the task was done; absent for one that was not, and after any other update. */
  readonly done: Readonly<Record<string, string>> | undefined;
  /**
   * Replaces its text. Secrets are masked; what is too long goes on in further comments of ours. With `isFinal` the
   * claim that it carries is given up with the same write, which is still made shortly after the task was stopped.
   */
  update(text: string, options?: UpdateOptions): Promise<void>;
}

/** The comments of an issue or pull request, and the task's one reply among them. */
export interface Replies {
  /** All comments, as they were when the task first asked; `isFresh` asks again. */
  comments(number: number, options?: { readonly isFresh?: boolean }): Promise<readonly IssueComment[]>;
  /**
   * The task's reply: found by its marker in a comment of our own identity, else made with this text. Of two, the lowest
   * id wins and the other goes. The same reply for every call in a task.
   */
  open(number: number, text: string): Promise<Reply>;
  /** The task's reply when there is one already; nothing is written. */
  find(number: number): Promise<Reply | undefined>;
}
