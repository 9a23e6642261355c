import { sizeText } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** How the log of a daemon in the background is kept small. */
export interface LogConfiguration {
  /** Size at which the file is put aside, such as `10MB`. */
  readonly maxSize: string;
  /** How many files that were put aside are kept. */
  readonly maxFiles: number;
}

/** Schema of {@link LogConfiguration}. */
export const logSchema: z.ZodType<LogConfiguration> = z.strictObject({
  maxSize: sizeText.default('10MB').describe('Size at which the file is compressed and put aside.'),
  maxFiles: z.int().min(1).max(1_000).default(5).describe('How many files that were put aside are kept.'),
});
