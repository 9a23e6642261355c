import { definePlugin, type Plugin } from '@poppobuilder/core';
import { reviewConfig } from '@poppobuilder/github-tasks';
import { processPrHandler } from './process-pr-handler.ts';

export type { ProcessPrInput } from './input.ts';
export type { ReviewOutput as ProcessPrOutput } from '@poppobuilder/github-tasks';

const plugin: Plugin = definePlugin({
  name: '@poppobuilder/plugin-process-pr',
  apiVersion: 1,
  handlers: [processPrHandler],
  configuration: [reviewConfig],
});

export default plugin;
