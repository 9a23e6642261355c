import { parseArgument } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** Schema of a text to look for in the database, whose texts have no NUL characters. */
export const knownText: z.ZodString = z
  .string()
  .min(1, 'must not be empty')
  .max(1_024)
  .refine((text) => !text.includes('\0'), 'must have no NUL character');

/** Checks an id. Throws an `INVALID_TASK` that names the argument. */
export function parseId(id: unknown, of: string): string {
  return parseArgument(knownText, id, { of, name: 'id' });
}
