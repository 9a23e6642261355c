import type { IndexEntry } from '../git/index-file.ts';
import type { Remote } from '../workspaces.ts';

/** The start of the work in a worktree. */
export interface Start {
  readonly branch: string;
  readonly base: string;
  /** Whether the remote has the branch. */
  readonly isExisting: boolean;
  readonly baseCommit: string;
  readonly startCommit: string;
}

/** The state of an open worktree. */
export interface Opening extends Start {
  readonly name: string;
  readonly remote: Remote;
  /** The mark of the work's commits. */
  readonly mark: string | undefined;
  /** Submodules of the start commit. */
  readonly gitlinks: readonly IndexEntry[];
  /** Whether the configuration of agents is the base's and is not committed. */
  readonly keepsConfiguration: boolean;
  /** Whether the files were kept from an earlier attempt of the task. */
  readonly isKept: boolean;
}
