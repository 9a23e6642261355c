import { agentUsageSchema } from '@poppobuilder/agent';
import type { TokenUsage } from '@poppobuilder/core';
import { z } from 'zod';

/** What a task on an issue or pull request resolves with, beside `success`. */
export interface WorkOutput {
  /** URL of the task's reply; absent when nothing was written. */
  readonly replyUrl?: string | undefined;
  readonly pullRequest?: { readonly number: number; readonly url: string } | undefined;
  /** Branch that was worked on. */
  readonly branch?: string | undefined;
  /** Commits that were pushed, oldest first. */
  readonly commits: readonly string[];
  /** Tokens of this task alone. */
  readonly usage: TokenUsage;
  /** Cost of this task alone. In US dollars. */
  readonly costUsd: number;
  /** Session of the agent, which a later comment continues; empty when no agent ran. */
  readonly sessionId: string;
  /** The agent's answer; set only by a dry run, which posts it nowhere. */
  readonly answer?: string | undefined;
}

/** Schema of {@link WorkOutput}. */
export const workOutputSchema: z.ZodType<WorkOutput, WorkOutput> = z.object({
  replyUrl: z.string().optional(),
  pullRequest: z.object({ number: z.int(), url: z.string() }).optional(),
  branch: z.string().optional(),
  commits: z.array(z.string()),
  usage: agentUsageSchema,
  costUsd: z.number().nonnegative(),
  sessionId: z.string(),
  answer: z.string().optional(),
});
