import { defineTaskHandler, type TaskHandler } from '@poppobuilder/core';
import { answerComment, WORK_PERMISSIONS, WORK_SERVICES, workOutputSchema } from '@poppobuilder/github-tasks';
import { inputSchema } from './input.ts';

const HOUR = 3_600_000;

/** Handler of the task type `process-comment`. */
export const processCommentHandler: TaskHandler = defineTaskHandler({
  type: 'process-comment',
  description:
    'Lets an agent answer a comment on an issue or pull request, in the session and branch of the earlier work.',
  input: inputSchema,
  output: workOutputSchema,
  permissions: WORK_PERMISSIONS,
  services: WORK_SERVICES,
  timeout: HOUR,
  handle: ({ issueNumber: number, comment, comments, dryRun: isDryRun = false }, context, services) =>
    answerComment({ context, services, number, comment, comments, isDryRun }),
});
