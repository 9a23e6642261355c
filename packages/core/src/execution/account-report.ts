/**
 * What a task learnt about an account that it uses: something with limits of its own, such as an API key. A task reports it as
 * the field `account` of the data of its progress. An engine keeps the windows, and places the hold if the task named the key
 * in its `holdKeys`.
 */
export interface AccountReport {
  /** Names the account without revealing it, such as a digest of its key; at most 512 characters. */
  readonly key: string;
  /** How much of its limits is used. */
  readonly windows?: readonly AccountWindow[] | undefined;
  /** Asks that no other task with the key starts. */
  readonly hold?: AccountHold | undefined;
}

/** A limit of an account for a span of time. */
export interface AccountWindow {
  /** Such as `five_hour`. */
  readonly name: string;
  /** The part that is used: 1 is all. */
  readonly used: number;
  /** When it starts again. ISO 8601. */
  readonly resetsAt?: string | undefined;
}

/** A hold on the tasks of an account. */
export interface AccountHold {
  /** Such as `USAGE_LIMIT`. */
  readonly code: string;
  /** For people. */
  readonly message: string;
  /** When one task tries the account again, and the others follow after its success. ISO 8601. Without it a person releases the hold. */
  readonly until?: string | undefined;
}
