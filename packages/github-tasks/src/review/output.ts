import { z } from 'zod';
import { type WorkOutput, workOutputSchema } from '../output.ts';
import { type Review, reviewSchema } from './review.ts';

/** What a task that reviews a pull request resolves with, beside `success`. */
export interface ReviewOutput extends WorkOutput {
  /** The review; set only by a dry run, which posts it nowhere. */
  readonly review?: Review | undefined;
}

/** Schema of {@link ReviewOutput}. */
export const reviewOutputSchema: z.ZodType<ReviewOutput, ReviewOutput> = z.intersection(
  workOutputSchema,
  z.object({ review: reviewSchema.optional() }),
);
