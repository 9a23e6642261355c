import { defineTaskHandler, type TaskHandler } from '@poppobuilder/core';
import { issuesConfig } from '@poppobuilder/github';
import {
  branchName,
  doChangeWork,
  issueSubject,
  readIssue,
  WORK_PERMISSIONS,
  WORK_SERVICES,
  workOutputSchema,
} from '@poppobuilder/github-tasks';
import { inputSchema } from './input.ts';

const HOUR = 3_600_000;

/** Handler of the task type `process-issue`. */
export const processIssueHandler: TaskHandler = defineTaskHandler({
  type: 'process-issue',
  description: 'Lets an agent work on a GitHub issue, opens or updates its pull request, and replies.',
  input: inputSchema,
  output: workOutputSchema,
  permissions: WORK_PERMISSIONS,
  services: WORK_SERVICES,
  timeout: HOUR,
  plans: true,
  async handle(task, context, services) {
    const { issueNumber, issue, dryRun = false, comments = [] } = task;
    const issues = context.projectConfig.section(issuesConfig);
    const mode = task.mode ?? issues.mode ?? 'pull-request';
    const subject =
      issue?.user === undefined
        ? await readIssue(services.github, issueNumber, context.signal)
        : issueSubject(issue);
    return doChangeWork({
      context,
      services,
      subject,
      input: [task.type, issueNumber, mode],
      workspace: { name: `issue-${issueNumber}`, branch: branchName(issues.branch, issueNumber) },
      takesChanges: mode === 'pull-request',
      isDryRun: dryRun,
      revisions: comments,
      issue: issueNumber,
    });
  },
});
