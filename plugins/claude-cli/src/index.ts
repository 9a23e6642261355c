import { definePlugin, type Plugin } from '@poppobuilder/core';
import { claudeCliHandler } from './claude-cli-handler.ts';

export type { ClaudeCliInput } from './input.ts';
export type { ClaudeCliOutput } from './output.ts';

const plugin: Plugin = definePlugin({
  name: '@poppobuilder/plugin-claude-cli',
  apiVersion: 1,
  handlers: [claudeCliHandler],
});

export default plugin;
