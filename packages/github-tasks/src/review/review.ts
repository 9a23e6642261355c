import { z } from 'zod';

/** A comment on a line of a pull request. */
export interface LineComment {
  readonly path: string;
  /** Number of the line in the new file. */
  readonly line: number;
  readonly text: string;
}

/** The agent's review. */
export interface Review {
  readonly summary: string;
  readonly comments: readonly LineComment[];
}

/** Schema of {@link Review}, which the agent receives as JSON Schema. */
export const reviewSchema: z.ZodType<Review, Review> = z.object({
  summary: z.string().describe('What the change does and how good it is, in a few sentences of Markdown.'),
  comments: z
    .array(
      z.object({
        path: z.string().describe('File, as the diff names it.'),
        line: z.int().min(1).describe('Line in the new file; it must be in the diff.'),
        text: z.string().min(1).describe('What is wrong there and how to fix it, in Markdown.'),
      }),
    )
    .describe('Defects that are worth a comment; an empty list if there are none.'),
});

/** {@link reviewSchema} as JSON Schema. */
export function reviewJsonSchema(): Record<string, unknown> {
  const { $schema: _, ...schema } = z.toJSONSchema(reviewSchema);
  return schema;
}
