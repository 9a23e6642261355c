import type { TokenUsage } from '@poppobuilder/core';
import type { Changes } from '@poppobuilder/workspace';
import type { InjectedComment } from '../injection/injected-comment.ts';
import type { WorkOutput } from '../output.ts';
import type { Spending } from '../spending.ts';
import type { StuckStep } from '@poppobuilder/agent';

/** A plan that a person has to approve. */
export interface Plan extends Spending {
  /** 1 for the first one. */
  readonly number: number;
  readonly text: string;
  readonly sessionId: string;
  /** The comments that it takes into account, as JSON. */
  readonly comments: readonly string[];
}

/** The recorded steps of {@link ChangeWork}. */
export interface WorkSteps extends StuckStep {
  /** Spending of failed agent runs. */
  readonly lost: Spending;
  /** The last plan of the agent. */
  readonly plan: Plan;
  readonly agent: {
    readonly answer: string;
    readonly sessionId: string;
    readonly usage: TokenUsage;
    readonly costUsd: number;
  };
  /** Comments that were sent to the agent while it worked. */
  readonly injected: readonly InjectedComment[];
  readonly committed: Changes;
  readonly pushed: Changes;
  /** Branch that an earlier attempt pushed to; absent if it is that of the worktree. */
  readonly branch: string;
  /** Whether the pull request was merged before the task could reply. */
  readonly isMerged: boolean;
  readonly pullRequest: { readonly number: number; readonly url: string; readonly isNew: boolean };
  readonly result: WorkOutput;
}
