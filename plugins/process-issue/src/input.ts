import {
  type CommentReference,
  commentReferenceSchema,
  type IssueObject,
  issueSchema,
  numberSchema,
} from '@poppobuilder/github-tasks';
import { z } from 'zod';

/** The fields of a `process-issue` task. */
export interface ProcessIssueInput {
  readonly issueNumber: number;
  /** The issue as GitHub's API returns it; fetched when omitted. */
  readonly issue?: IssueObject | undefined;
  /** Whether changes become a pull request, or only the answer is posted. @defaultValue the project's `issues.mode` */
  readonly mode?: 'pull-request' | 'comment' | undefined;
  /** Whether nothing is written to GitHub: the agent only plans, and its answer is the result. @defaultValue false */
  readonly dryRun?: boolean | undefined;
  /** Comments that ask for another plan; they are read when the task starts. @defaultValue [] */
  readonly comments?: readonly CommentReference[] | undefined;
}

/** Schema of {@link ProcessIssueInput}. */
export const inputSchema: z.ZodType<ProcessIssueInput> = z
  .strictObject({
    issueNumber: numberSchema.describe('Number of the issue.'),
    issue: issueSchema.optional().describe("The issue as GitHub's API returns it; fetched when omitted."),
    mode: z
      .enum(['pull-request', 'comment'])
      .optional()
      .describe('Whether changes become a pull request, or only the answer is posted.'),
    dryRun: z.boolean().optional().describe('Whether nothing is written to GitHub.'),
    comments: z
      .array(commentReferenceSchema)
      .max(100)
      .optional()
      .describe('Comments that ask for another plan, where a person approves plans.'),
  })
  .refine(({ issueNumber, issue }) => issue === undefined || issue.number === issueNumber, {
    path: ['issue', 'number'],
    message: 'must be the same as issueNumber',
  });
