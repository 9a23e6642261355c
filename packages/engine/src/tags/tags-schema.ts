import { z } from 'zod';
import { storedText } from '../arguments/free-text.ts';

/** How many tags a task may have, and how many a filter may name. */
export const MAX_TAGS = 20;

/** What would break a line, or turn the direction of what follows. */
const INVISIBLE = /[\p{Cc}\u2028-\u202E\u2066-\u2069]/u;

const tag = z
  .string()
  .min(1, 'must not be empty')
  .max(64)
  .refine((text) => text.trim() === text, 'must not begin or end with a space')
  .refine((text) => !INVISIBLE.test(text), 'must be one line without control characters');

/** Schema of the tags of a submission. Everybody who may look at tasks reads them. */
export const tagsSchema: z.ZodType<readonly string[]> = z
  .array(tag)
  .max(MAX_TAGS)
  .refine((tags) => tags.every((one) => storedText(one) === one), {
    error: 'must not contain a secret',
    when: ({ issues }) => issues.length === 0,
  });
