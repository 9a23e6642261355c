import { defineTaskHandler, type TaskHandler } from '@poppobuilder/core';
import {
  cleanUpPullRequest,
  NO_SPENDING,
  reviewOutputSchema,
  reviewPullRequest,
  WORK_PERMISSIONS,
  WORK_SERVICES,
} from '@poppobuilder/github-tasks';
import { inputSchema } from './input.ts';

const HOUR = 3_600_000;

/** Handler of the task type `process-pr`. */
export const processPrHandler: TaskHandler = defineTaskHandler({
  type: 'process-pr',
  description: 'Reviews a GitHub pull request with comments on its lines, and cleans up when it is closed.',
  input: inputSchema,
  output: reviewOutputSchema,
  permissions: WORK_PERMISSIONS,
  services: WORK_SERVICES,
  timeout: HOUR,
  async handle(task, context, services) {
    const { prNumber: number, action, dryRun: isDryRun = false } = task;
    if (action !== 'closed') {
      const reviewed = await reviewPullRequest({ context, services, number, action, isDryRun });
      return { success: true, ...reviewed };
    }
    if (!isDryRun) await cleanUpPullRequest(context, services, number);
    return { success: true, commits: [], ...NO_SPENDING, sessionId: '' };
  },
});
