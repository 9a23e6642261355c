import { definePlugin, type Plugin } from '@poppobuilder/core';
import { processIssueHandler } from './process-issue-handler.ts';

export type { ProcessIssueInput } from './input.ts';
export type { WorkOutput as ProcessIssueOutput } from '@poppobuilder/github-tasks';

const plugin: Plugin = definePlugin({
  name: '@poppobuilder/plugin-process-issue',
  apiVersion: 1,
  handlers: [processIssueHandler],
});

export default plugin;
