/** What git signs in with, for addresses that begin with `url`. */
export interface RemoteCredentials {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** The repository that a project's worktrees come from. */
export interface Remote {
  /** Address that git clones from and pushes to. */
  readonly url: string;
  /** Asked before each git that needs them; absent when it needs none. */
  readonly credentials?: (() => Promise<RemoteCredentials | undefined>) | undefined;
}

/** Which worktree is opened. */
export interface WorkspaceRequest {
  readonly remote: Remote;
  /** Name of its folder: `issue-12`, `pull-7`. */
  readonly name: string;
  /** Branch that work goes on, or is started on when the remote does not have it. */
  readonly branch: string;
  /** Branch that a new one starts from. @defaultValue `workspace.base`, else the remote's default branch */
  readonly base?: string | undefined;
  /**
   * Ref of the remote to check out in place of `branch`, for work that is only read: `refs/pull/7/head`. Configuration
   * that its author controls is taken from the base.
   */
  readonly ref?: string | undefined;
  /**
   * Whether the files stay as an earlier attempt of the same task left them, when they are still there; a function is asked
   * once no other task has the worktree. @defaultValue false
   */
  readonly keepsChanges?: boolean | (() => Promise<boolean>) | undefined;
  /**
   * A word without white space by which the commits of this work are found again, in a trailer of their messages: see
   * {@link Workspace.earlierCommits}.
   */
  readonly mark?: string | undefined;
  /**
   * Told about a branch that exists, is not part of the base and whose pull request is merged: a new name is tried then.
   */
  readonly isFinished?: ((branch: string) => Promise<boolean>) | undefined;
}

/** Why a changed file is not pushed; `repository` is a folder with a git repository of its own, or a moved submodule. */
export type SkipReason = 'secret' | 'workflow' | 'too-large' | 'configuration' | 'repository' | 'unreadable';

/** A changed file that is not pushed. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: SkipReason;
}

/** What was done in a worktree since it was opened. */
export interface Changes {
  /** The commits to push, oldest first; empty when nothing changed. */
  readonly commits: readonly string[];
  /** The last of them, or where the work started. */
  readonly head: string;
  readonly skipped: readonly SkippedFile[];
}

/** What a branch has of a piece of work. */
export interface EarlierCommits extends Changes {
  /** Whether the branch has no other commits beyond its base. */
  readonly isAll: boolean;
}

/** How changes are committed. */
export interface CommitOptions {
  readonly message: string;
}

/** A worktree that a task has for itself until it closes it. */
export interface Workspace {
  readonly path: string;
  readonly branch: string;
  /** Name of the base branch. */
  readonly base: string;
  /** Whether the remote had the branch when it was opened. */
  readonly isExisting: boolean;
  /** Whether the files are as an earlier attempt of the task left them; only with `keepsChanges`. */
  readonly isKept: boolean;
  /** Commit that the base branch is at. */
  readonly baseCommit: string;
  /** Commit that the work started from. */
  readonly startCommit: string;
  /** A file of the base branch, as text; absent when there is none. At most 256 KiB. */
  readBase(path: string): Promise<string | undefined>;
  /**
   * What the branch has of this work already, by its mark; absent when there is nothing.
   *
   * @param head - commit that is looked at in place of the branch's, such as that of a pull request that was merged
   */
  earlierCommits(head?: string): Promise<EarlierCommits | undefined>;
  /** Whether a commit of an earlier attempt is still there to be pushed. */
  has(commit: string): Promise<boolean>;
  /** Commits what changed, without what must not be pushed. Nothing of the agent's git configuration counts. */
  commit(options: CommitOptions): Promise<Changes>;
  /**
   * Pushes commits of {@link Workspace.commit} to the branch, never by force. When the branch moved meanwhile they are put
   * on top of it. Gives the commits as they were pushed. Rejects with `GIT_FAILED`.
   */
  push(changes: Changes): Promise<Changes>;
  /** Whether the commit merges into the base, as the remote has it now, without a conflict; absent when git cannot tell. */
  mergesIntoBase(head: string): Promise<boolean | undefined>;
  /** The unified diff from the merge base of two commits of the remote, with 3 lines of context. */
  diff(from: string, to: string, options?: { readonly paths?: readonly string[] }): Promise<string>;
  /** Releases it for other tasks; the files stay. */
  close(): Promise<void>;
}

/** The worktrees of a project. */
export interface Workspaces {
  /**
   * Opens a worktree, and waits while another task has it. Rejects with `GIT_FAILED`: `retryable` when the remote could
   * not be reached; with `@poppobuilder/workspace/EMPTY_REPOSITORY` when the remote has no commit.
   */
  open(request: WorkspaceRequest): Promise<Workspace>;
  /** Removes a worktree and what git remembers of it; nothing happens when there is none. Waits while a task has it. */
  remove(name: string): Promise<void>;
  /** Removes worktrees that were not used for long or take too much space. Gives the names of those removed. */
  collectGarbage(): Promise<readonly string[]>;
}
