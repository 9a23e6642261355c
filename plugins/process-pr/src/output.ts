import { type WorkOutput, workOutputSchema } from '@poppobuilder/github-tasks';
import { z } from 'zod';
import { type Review, reviewSchema } from './review/review.ts';

/** What a `process-pr` task resolves with, beside `success`. */
export interface ProcessPrOutput extends WorkOutput {
  /** The review; only of a dry run, which writes it nowhere else. */
  readonly review?: Review | undefined;
}

/** Schema of {@link ProcessPrOutput}. */
export const outputSchema: z.ZodType<ProcessPrOutput, ProcessPrOutput> = z.intersection(
  workOutputSchema,
  z.object({ review: reviewSchema.optional() }),
);
