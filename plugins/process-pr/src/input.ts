import { numberSchema } from '@poppobuilder/github-tasks';
import { z } from 'zod';

/** The fields of a `process-pr` task. */
export interface ProcessPrInput {
  readonly prNumber: number;
  /** The event of the pull request, as GitHub's webhooks name it. */
  readonly action: 'opened' | 'synchronize' | 'closed';
  /** Whether nothing is written to GitHub: the review is the result. @defaultValue false */
  readonly dryRun?: boolean | undefined;
}

/** Schema of {@link ProcessPrInput}. */
export const inputSchema: z.ZodType<ProcessPrInput> = z.strictObject({
  prNumber: numberSchema.describe('Number of the pull request.'),
  action: z.enum(['opened', 'synchronize', 'closed']).describe('The event of the pull request.'),
  dryRun: z.boolean().optional().describe('Whether nothing is written to GitHub.'),
});
