import { defineTaskHandler, type TaskHandler } from '@poppobuilder/core';
import { NO_SPENDING, WORK_PERMISSIONS, WORK_SERVICES } from '@poppobuilder/github-tasks';
import { cleanUp } from './closing/clean-up.ts';
import { inputSchema } from './input.ts';
import { outputSchema } from './output.ts';
import { reviewPullRequest } from './review/review-pull-request.ts';

const HOUR = 3_600_000;

/** Handler of the task type `process-pr`. */
export const processPrHandler: TaskHandler = defineTaskHandler({
  type: 'process-pr',
  description: 'Reviews a GitHub pull request with comments on its lines, and cleans up when it is closed.',
  input: inputSchema,
  output: outputSchema,
  permissions: WORK_PERMISSIONS,
  services: WORK_SERVICES,
  timeout: HOUR,
  async handle(task, context, services) {
    const { prNumber: number, action, dryRun = false } = task;
    if (action !== 'closed') {
      const reviewed = await reviewPullRequest({ context, services, number, action, isDryRun: dryRun });
      return { success: true, ...reviewed };
    }
    if (!dryRun) await cleanUp(context, services, number);
    return { success: true, commits: [], ...NO_SPENDING, sessionId: '' };
  },
});
