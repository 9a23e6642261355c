import {
  type CommentObject,
  type CommentReference,
  commentReferenceSchema,
  commentSchema,
  numberSchema,
} from '@poppobuilder/github-tasks';
import { z } from 'zod';

/** The fields of a `process-comment` task. */
export interface ProcessCommentInput {
  /** Number of the issue or pull request. */
  readonly issueNumber: number;
  /** The comment as GitHub's API returns it. Either this or `comments` is set. */
  readonly comment?: CommentObject | undefined;
  /** What is answered together, with one reply; it is read when the task starts. */
  readonly comments?: readonly CommentReference[] | undefined;
  /** Whether nothing is written to GitHub: the agent only plans, and its answer is the result. @defaultValue false */
  readonly dryRun?: boolean | undefined;
}

/** Schema of {@link ProcessCommentInput}. */
export const inputSchema: z.ZodType<ProcessCommentInput> = z
  .strictObject({
    issueNumber: numberSchema.describe('Number of the issue or pull request.'),
    comment: commentSchema.optional().describe("The comment as GitHub's API returns it."),
    comments: z
      .array(commentReferenceSchema)
      .min(1)
      .max(50)
      .optional()
      .describe('Comments, reviews and failed checks that are answered together.'),
    dryRun: z.boolean().optional().describe('Whether nothing is written to GitHub.'),
  })
  .refine(({ comment, comments }) => (comment === undefined) !== (comments === undefined), {
    path: ['comment'],
    error: 'set exactly one of "comment" and "comments"',
  });
