import { loadPlugins } from '@poppobuilder/core';
import { findInstalledPlugins } from '../plugins/find-installed-plugins.ts';
import { TaskExecutor } from '../task-executor.ts';
import { type OpenedRunner, pluginVersionsOf, type TaskFileRunnerOptions } from './task-file-runner.ts';

/** Opens a runner in this process with the plugins of this folder. Rejects with `PLUGIN_INVALID` that lists all problems. */
export async function openExecutor({ named, ...options }: TaskFileRunnerOptions): Promise<OpenedRunner> {
  const found = findInstalledPlugins(named);
  const { from, packages } = found;
  const specifiers = packages.map(({ specifier }) => specifier);
  const plugins = await loadPlugins(specifiers, { from });
  const runner = new TaskExecutor({ workerId: 'poppo', plugins, ...options });
  const names = plugins.map(({ name }) => name);
  return { runner, pluginVersions: pluginVersionsOf(packages, names), found };
}
