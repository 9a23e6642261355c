import { TaskExecutor as CoreTaskExecutor, type TaskExecutorOptions } from '@poppobuilder/core';
import { builtInPlugins } from './built-in-plugins.ts';
import { withPlugins } from './with-plugins.ts';

/** Runs tasks in this process with the built-in and the given plugins. */
export class TaskExecutor extends CoreTaskExecutor {
  /**
   * Throws `INVALID_CONFIG` for invalid options, and `PLUGIN_INVALID` with all problems of plugins and services, including
   * a plugin with a built-in task type.
   */
  constructor(options: TaskExecutorOptions = {}) {
    super(withPlugins(options, (plugins) => [...new Set([...plugins, ...builtInPlugins])]));
  }
}
