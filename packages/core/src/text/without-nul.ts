import { z } from 'zod';

/** Schema of text that may become an argument, a variable or a path: no system takes a NUL in these. */
export const withoutNul: z.ZodString = z
  .string()
  .refine((text) => !text.includes('\0'), 'must not contain a NUL character');
