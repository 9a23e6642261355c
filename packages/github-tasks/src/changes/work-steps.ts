import type { TokenUsage } from '@poppobuilder/core';
import type { Changes } from '@poppobuilder/workspace';
import type { WorkOutput } from '../output.ts';
import type { Spending } from '../spending.ts';

/** What a task on changes records as done. */
export interface WorkSteps {
  /** What agents cost that failed. */
  readonly lost: Spending;
  readonly agent: {
    readonly answer: string;
    readonly sessionId: string;
    readonly usage: TokenUsage;
    readonly costUsd: number;
  };
  readonly committed: Changes;
  readonly pushed: Changes;
  /** Where an earlier attempt pushed to; absent where it is that of the worktree. */
  readonly branch: string;
  /** Whether the pull request was merged before the task could answer. */
  readonly isMerged: boolean;
  readonly pullRequest: { readonly number: number; readonly url: string; readonly isNew: boolean };
  readonly result: WorkOutput;
}
