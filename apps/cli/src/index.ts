export * from '@poppobuilder/core';
export { builtInPlugins } from './built-in-plugins.ts';
export { TaskExecutor } from './task-executor.ts';
