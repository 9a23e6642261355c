/** Credentials of git for URLs that start with `url`. */
export interface RemoteCredentials {
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** The repository that a project's worktrees come from. */
export interface Remote {
  /** URL that git clones from and pushes to. */
  readonly url: string;
  /** Called before each git command that needs credentials; absent when none are needed. */
  readonly credentials?: (() => Promise<RemoteCredentials | undefined>) | undefined;
}

/** The worktree to open. */
export interface WorkspaceRequest {
  readonly remote: Remote;
  /** Name of its folder, such as `issue-12` or `pull-7`. */
  readonly name: string;
  /** Branch to continue, or to create when the remote does not have it. */
  readonly branch: string;
  /** Branch that a new branch starts from. @defaultValue `workspace.base`, else the remote's default branch */
  readonly base?: string | undefined;
  /**
   * Ref of the remote to check out instead of `branch`, to read only, such as `refs/pull/7/head`. The configuration of
   * agents is taken from the base, because the author of the ref controls its own.
   */
  readonly ref?: string | undefined;
  /**
   * Whether to keep the files as an earlier attempt of the same task left them, if they still exist. A function is called
   * once no other task has the worktree. @defaultValue false
   */
  readonly keepsChanges?: boolean | (() => Promise<boolean>) | undefined;
  /**
   * A word without white space that marks the commits of this work in a trailer of their messages, see
   * {@link Workspace.earlierCommits}.
   */
  readonly mark?: string | undefined;
  /**
   * Called with an existing branch that is not part of the base. If it returns true, because the pull request was merged,
   * the next branch name is tried.
   */
  readonly isFinished?: ((branch: string) => Promise<boolean>) | undefined;
}

/** Why a changed file was not pushed; `repository` is a folder with its own git repository, or a moved submodule. */
export type SkipReason = 'secret' | 'workflow' | 'too-large' | 'configuration' | 'repository' | 'unreadable';

/** A changed file that was not pushed. */
export interface SkippedFile {
  readonly path: string;
  readonly reason: SkipReason;
}

/** The changes in a worktree since it was opened. */
export interface Changes {
  /** The commits to push, oldest first; empty when nothing changed. */
  readonly commits: readonly string[];
  /** The last of them, or the start commit. */
  readonly head: string;
  readonly skipped: readonly SkippedFile[];
}

/** The commits of a branch that belong to the work. */
export interface EarlierCommits extends Changes {
  /** Whether the branch has no other commits on top of its base. */
  readonly isAll: boolean;
}

/** Options of {@link Workspace.commit}. */
export interface CommitOptions {
  readonly message: string;
}

/** A worktree that belongs to one task until it is closed. */
export interface Workspace {
  readonly path: string;
  readonly branch: string;
  /** Name of the base branch. */
  readonly base: string;
  /** Whether the remote had the branch when it was opened. */
  readonly isExisting: boolean;
  /** Whether the files were kept from an earlier attempt of the task; only with `keepsChanges`. */
  readonly isKept: boolean;
  /** Head of the base branch. */
  readonly baseCommit: string;
  /** Commit that the work started from. */
  readonly startCommit: string;
  /** Returns a file of the base branch as text; `undefined` when there is none. At most 256 KiB. */
  readBase(path: string): Promise<string | undefined>;
  /**
   * Returns the commits of this work that the branch already has, by their mark; `undefined` when there are none.
   *
   * @param head - commit to search instead of the branch's head, such as that of a merged pull request
   */
  earlierCommits(head?: string): Promise<EarlierCommits | undefined>;
  /** Whether a commit of an earlier attempt still exists locally. */
  has(commit: string): Promise<boolean>;
  /** Returns a digest of the files as they are now: the same for the same files, whatever led to them. */
  snapshot(): Promise<string>;
  /**
   * Returns commits of {@link Workspace.commit} and what is in them, for another machine. Rejects with `GIT_FAILED`.
   */
  pack(changes: Changes): Promise<Uint8Array>;
  /** Takes over what {@link Workspace.pack} returned. Resolves whether the commits are complete then. */
  unpack(changes: Changes, packed: Uint8Array): Promise<boolean>;
  /** Commits the changes without files that must not be pushed. The agent's git configuration is ignored. */
  commit(options: CommitOptions): Promise<Changes>;
  /**
   * Pushes commits of {@link Workspace.commit} to the branch, never by force. If the branch has moved, they are replayed
   * on top of it. Resolves with the commits as they were pushed. Rejects with `GIT_FAILED`.
   */
  push(changes: Changes): Promise<Changes>;
  /** Whether a commit merges into the current base without conflicts; `undefined` when git cannot tell. */
  mergesIntoBase(head: string): Promise<boolean | undefined>;
  /** Returns the unified diff from the merge base of two commits of the remote, with 3 lines of context. */
  diff(from: string, to: string, options?: { readonly paths?: readonly string[] }): Promise<string>;
  /** Releases the worktree for other tasks. The files stay. */
  close(): Promise<void>;
}

/** The worktrees of a project. */
export interface Workspaces {
  /**
   * Opens a worktree. Waits while another task has it. Rejects with `GIT_FAILED`, which is `retryable` when the remote
   * could not be reached, and with `@poppobuilder/workspace/EMPTY_REPOSITORY` when the remote has no commit.
   */
  open(request: WorkspaceRequest): Promise<Workspace>;
  /** Removes a worktree, if it exists, with its records. Waits while a task has it. */
  remove(name: string): Promise<void>;
  /** Removes worktrees that are old or take too much space. Resolves with the names of the removed ones. */
  collectGarbage(): Promise<readonly string[]>;
}
