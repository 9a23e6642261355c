/** The tasks that a hold applies to. */
export type HoldScope =
  /** Every task, but no triggers. */
  | { readonly all: true }
  /** The tasks of a project, by its id, without its triggers. */
  | { readonly project: string }
  /** The tasks of a type. */
  | { readonly type: string }
  /** The tasks that name the key in the `holdKeys` of their submission. */
  | { readonly key: string }
  /** One task, by its id. */
  | { readonly task: string };

/** Why tasks are held. */
export interface HoldReason {
  /** What kind of reason it is, such as `BUDGET`. Wait reasons have it if they know it, and `HOLD` otherwise. */
  readonly code: string;
  /** For people; at most 10,000 characters. Secrets in it are masked. */
  readonly message: string;
}

/** Options of `engine.holds.place()`. */
export interface HoldOptions {
  /** Names the hold; one that is in place with the same id and scope gets the new options. @defaultValue a new id */
  readonly id?: string | undefined;
  readonly scope: HoldScope;
  readonly reason: HoldReason;
  /** When the hold ends by itself. @defaultValue never */
  readonly until?: Date | undefined;
  /**
   * Whether the hold does not end at `until`, but lets one task start then, to try whether the reason still applies. The hold
   * ends when such a task succeeds; when it ends in another way, another task is tried. Needs `until`, which may have passed.
   *
   * @defaultValue false
   */
  readonly canary?: boolean | undefined;
  /** Who placed it. */
  readonly by?: string | undefined;
  /** Whether tasks that run are stopped and handed back, without counting the attempt. @defaultValue false */
  readonly cancelRunning?: boolean | undefined;
}

/** A rule that keeps tasks from starting. */
export interface Hold {
  readonly id: string;
  readonly scope: HoldScope;
  readonly reason: HoldReason;
  readonly placedAt: Date;
  /** Absent when only `release()` ends it. */
  readonly until?: Date | undefined;
  /** Whether one task goes first at `until`. */
  readonly canary: boolean;
  /** Id of the task that goes first, while there is one. */
  readonly canaryTask?: string | undefined;
  readonly by?: string | undefined;
  readonly cancelRunning: boolean;
}
