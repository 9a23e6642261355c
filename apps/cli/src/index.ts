export * from '@poppobuilder/core';
export { defineConfig } from '@poppobuilder/daemon/define-config';
export type { Isolation, WorkerPoolOptions } from '@poppobuilder/worker-pool';
export { builtInPlugins } from './built-in-plugins.ts';
export { TaskExecutor } from './task-executor.ts';
export { WorkerPool } from './worker-pool.ts';
