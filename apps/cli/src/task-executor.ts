import { TaskExecutor as CoreTaskExecutor, type TaskExecutorOptions } from '@poppobuilder/core';
import { builtInPlugins } from './built-in-plugins.ts';

/** Runs tasks in this process, with the built-in plugins and those it is given. */
export class TaskExecutor extends CoreTaskExecutor {
  /**
   * Throws `INVALID_CONFIG` for bad options and `PLUGIN_INVALID` with all that is wrong with plugins and services. A
   * plugin with the name of a built-in one takes its place.
   */
  constructor(options: TaskExecutorOptions = {}) {
    const { plugins = [] } = options;
    const names = new Set(plugins.map(({ name }) => name));
    super({ ...options, plugins: [...builtInPlugins.filter(({ name }) => !names.has(name)), ...plugins] });
  }
}
