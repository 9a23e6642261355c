import type { TokenUsage } from '@poppobuilder/core';
import { z } from 'zod';

const tokens = z.number().nonnegative();

/** Schema of {@link TokenUsage}, for handlers that include it in their output. */
export const agentUsageSchema: z.ZodType<TokenUsage, TokenUsage> = z.object({
  inputTokens: tokens,
  outputTokens: tokens,
  cacheCreationInputTokens: tokens,
  cacheReadInputTokens: tokens,
});
