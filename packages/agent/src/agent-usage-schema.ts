import type { TokenUsage } from '@poppobuilder/core';
import { z } from 'zod';

const tokens = z.number().nonnegative();

/** Schema of {@link TokenUsage}, for the output of handlers that tell what an agent used. */
export const agentUsageSchema: z.ZodType<TokenUsage, TokenUsage> = z.object({
  inputTokens: tokens,
  outputTokens: tokens,
  cacheCreationInputTokens: tokens,
  cacheReadInputTokens: tokens,
});
