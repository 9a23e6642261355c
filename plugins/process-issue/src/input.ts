import { type IssueObject, issueSchema, numberSchema } from '@poppobuilder/github-tasks';
import { z } from 'zod';

/** The fields of a `process-issue` task. */
export interface ProcessIssueInput {
  readonly issueNumber: number;
  /** The issue as GitHub gives it; fetched when it is left out. */
  readonly issue?: IssueObject | undefined;
  /** Whether changes become a pull request, or the answer alone counts. @defaultValue the project's `issues.mode` */
  readonly mode?: 'pull-request' | 'comment' | undefined;
  /** Whether nothing is written anywhere: the agent plans, and its answer is the result. @defaultValue false */
  readonly dryRun?: boolean | undefined;
}

/** Schema of {@link ProcessIssueInput}. */
export const inputSchema: z.ZodType<ProcessIssueInput> = z
  .strictObject({
    issueNumber: numberSchema.describe('Number of the issue.'),
    issue: issueSchema.optional().describe("The issue as GitHub's API gives it; fetched when absent."),
    mode: z
      .enum(['pull-request', 'comment'])
      .optional()
      .describe('Whether changes become a pull request, or the answer alone counts.'),
    dryRun: z.boolean().optional().describe('Whether nothing is written anywhere.'),
  })
  .refine(({ issueNumber, issue }) => issue === undefined || issue.number === issueNumber, {
    path: ['issue', 'number'],
    message: 'must be the same as issueNumber',
  });
