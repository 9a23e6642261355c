import type { AgentUsage } from '@poppobuilder/core';
import { z } from 'zod';

const tokens = z.number().nonnegative();

/** Schema of {@link AgentUsage}, for handlers that include it in their output. */
export const agentUsageSchema: z.ZodType<AgentUsage, AgentUsage> = z.object({
  inputTokens: tokens,
  outputTokens: tokens,
  cacheCreationInputTokens: tokens,
  cacheReadInputTokens: tokens,
});
