import type { IndexEntry } from '../git/index-file.ts';
import type { Remote } from '../workspaces.ts';

/** Where the work of an open worktree starts. */
export interface Start {
  readonly branch: string;
  readonly base: string;
  /** Whether the remote has the branch. */
  readonly isExisting: boolean;
  readonly baseCommit: string;
  readonly startCommit: string;
}

/** What is known of an open worktree. */
export interface Opening extends Start {
  readonly name: string;
  readonly remote: Remote;
  /** The word by which commits of the work are found again. */
  readonly mark: string | undefined;
  /** Submodules of the commit that the work starts from. */
  readonly gitlinks: readonly IndexEntry[];
  /** Whether what configures agents is the base's, and is not committed. */
  readonly keepsConfiguration: boolean;
  /** Whether the files are as an earlier attempt of the task left them. */
  readonly isKept: boolean;
}
