import { z } from 'zod';

/** Tokens of one response, or of a session. */
export interface Tokens {
  /** All of them, also those from the cache. */
  readonly input: number;
  readonly cachedInput: number;
  readonly output: number;
}

const count = z.number().nonnegative().catch(0);

/** Schema of tokens as the CLI writes them. */
export const tokensSchema: z.ZodType<Tokens> = z
  .object({ input_tokens: count, cached_input_tokens: count, output_tokens: count })
  .transform((usage) => ({
    input: usage.input_tokens,
    cachedInput: usage.cached_input_tokens,
    output: usage.output_tokens,
  }));
