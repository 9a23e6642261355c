import type { TokenUsage } from '@poppobuilder/core';
import { agentUsageSchema, type PermissionDenial } from '@poppobuilder/agent';
import { z } from 'zod';

/** What a `claude-cli` task resolves with, beside `success`. */
export interface ClaudeCliOutput {
  /** The agent's last answer. */
  readonly output: string;
  readonly sessionId: string;
  /** Tokens of this task alone. */
  readonly usage: TokenUsage;
  /** Cost of this task alone. In US dollars. */
  readonly costUsd: number;
  readonly turns: number;
  readonly structuredOutput?: unknown;
  /** Tools that were denied; absent when none was. */
  readonly permissionDenials?: readonly PermissionDenial[] | undefined;
}

/** Schema of {@link ClaudeCliOutput}. */
export const outputSchema: z.ZodType<ClaudeCliOutput, ClaudeCliOutput> = z.object({
  output: z.string(),
  sessionId: z.string(),
  usage: agentUsageSchema,
  costUsd: z.number().nonnegative(),
  turns: z.number().nonnegative(),
  structuredOutput: z.unknown().optional(),
  permissionDenials: z
    .array(z.object({ tool: z.string(), input: z.record(z.string(), z.unknown()) }))
    .optional(),
});
