import { definePlugin, type Plugin } from '@poppobuilder/core';

const plugin: Plugin = definePlugin({
  name: '@poppobuilder/plugin-process-issue',
  apiVersion: 1,
  handlers: [],
});

export default plugin;
