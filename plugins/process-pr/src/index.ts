import { definePlugin, type Plugin } from '@poppobuilder/core';

const plugin: Plugin = definePlugin({
  name: '@poppobuilder/plugin-process-pr',
  apiVersion: 1,
  handlers: [],
});

export default plugin;
