import { definePlugin, type Plugin } from '@poppobuilder/core';
import { processCommentHandler } from './process-comment-handler.ts';

export type { ProcessCommentInput } from './input.ts';
export type { WorkOutput as ProcessCommentOutput } from '@poppobuilder/github-tasks';

const plugin: Plugin = definePlugin({
  name: '@poppobuilder/plugin-process-comment',
  apiVersion: 1,
  handlers: [processCommentHandler],
});

export default plugin;
