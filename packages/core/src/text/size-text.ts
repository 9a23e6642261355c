import { z } from 'zod';
import { parseSize } from './size.ts';

/** Schema of a size with a unit, as a text. */
export const sizeText: z.ZodString = z
  .string()
  .regex(/^\d+(\.\d+)? ?[KMGT]?B$/, "must be a size with a unit, such as '512MB'")
  .refine((text) => parseSize(text) !== undefined, 'must be more than nothing');
