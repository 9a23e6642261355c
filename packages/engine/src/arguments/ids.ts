import { parseArgument } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** Text that is looked for in the database, whose texts have no NUL character. */
export const knownText: z.ZodString = z
  .string()
  .min(1, 'must not be empty')
  .max(1_024)
  .refine((text) => !text.includes('\0'), 'must have no NUL character');

/** An id that a caller gives. Throws `INVALID_TASK`, naming the argument. */
export function parseId(id: unknown, of: string, name: 'id' | 'taskId' = 'id'): string {
  return parseArgument(knownText, id, { of, name });
}
