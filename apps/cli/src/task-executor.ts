import { TaskExecutor as CoreTaskExecutor, type TaskExecutorOptions } from '@poppobuilder/core';
import { builtInPlugins } from './built-in-plugins.ts';

/** Runs tasks in this process, with the built-in plugins and those it is given. */
export class TaskExecutor extends CoreTaskExecutor {
  /**
   * Throws `INVALID_CONFIG` for bad options and `PLUGIN_INVALID` with all that is wrong with plugins and services, also
   * for a plugin with a task type of a built-in one.
   */
  constructor(options: TaskExecutorOptions = {}) {
    const { plugins = [] } = options;
    super({ ...options, plugins: [...new Set([...plugins, ...builtInPlugins])] });
  }
}
