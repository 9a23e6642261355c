/** What a person has to approve before a task starts, or before it carries out its plan. */
export interface Approval {
  /**
   * What is approved: the start of the task, or a plan. With `plan`, the task starts and its handler plans first, which takes a
   * handler that can: see `TaskContext.approval`. @defaultValue 'start'
   */
  readonly of?: 'start' | 'plan' | undefined;
  /** What is to be approved, for people; at most 10,000 characters. Secrets in it are masked. */
  readonly message: string;
  /** When the task is `expired` if nobody has decided. @defaultValue never */
  readonly expires?: Date | undefined;
  /** Whose approval it needs. @defaultValue anybody's */
  readonly by?: string | undefined;
}

/** Options of `engine.tasks.approve()`. */
export interface ApproveOptions {
  /** Who approves. */
  readonly by: string;
  /** A comment for the history. */
  readonly comment?: string | undefined;
  /**
   * What was read: the message of the wait reason. If the task asks for something else by now, such as another plan, it is not
   * approved. @defaultValue whatever the task asks for
   */
  readonly asked?: string | undefined;
}

/** Options of `engine.tasks.reject()`. */
export interface RejectOptions {
  /** Who rejects. */
  readonly by: string;
  /** Why, for the history. */
  readonly reason?: string | undefined;
}
