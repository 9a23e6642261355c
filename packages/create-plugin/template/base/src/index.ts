import { definePlugin } from '@poppobuilder/core';
import { handler } from './handler.js';
import { textFiles } from './text-files.js'; // only: service
import { trigger } from './trigger.js'; // only: trigger

export { TextFiles } from './text-files.js'; // only: service

export default definePlugin({
  name: '@acme/my-task',
  apiVersion: 1,
  handlers: [handler],
  services: [textFiles], // only: service
  triggers: [trigger], // only: trigger
});
