import { definePlugin, type Plugin } from '@poppobuilder/core';
import { customCommandHandler } from './custom-command-handler.ts';

export type {
  CustomCommandCache,
  CustomCommandFields,
  CustomCommandOptions,
} from './custom-command-fields.ts';
export type { CustomCommandResult } from './custom-command-handler.ts';

/** The plugin with the task type `custom-command`. */
const plugin: Plugin = definePlugin({
  name: '@poppobuilder/plugin-custom-command',
  apiVersion: 1,
  handlers: [customCommandHandler],
});

export default plugin;
