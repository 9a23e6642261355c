import { type CommentObject, commentSchema, numberSchema } from '@poppobuilder/github-tasks';
import { z } from 'zod';

/** The fields of a `process-comment` task. */
export interface ProcessCommentInput {
  /** Number of the issue or pull request. */
  readonly issueNumber: number;
  /** The comment as GitHub's API returns it. */
  readonly comment: CommentObject;
  /** Whether nothing is written to GitHub: the agent only plans, and its answer is the result. @defaultValue false */
  readonly dryRun?: boolean | undefined;
}

/** Schema of {@link ProcessCommentInput}. */
export const inputSchema: z.ZodType<ProcessCommentInput> = z.strictObject({
  issueNumber: numberSchema.describe('Number of the issue or pull request.'),
  comment: commentSchema.describe("The comment as GitHub's API returns it."),
  dryRun: z.boolean().optional().describe('Whether nothing is written to GitHub.'),
});
