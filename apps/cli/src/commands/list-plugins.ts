import { jsonLine } from '../output/json-line.ts';
import { Output } from '../output/output.ts';
import { createStyle } from '../output/style.ts';
import { describePlugins } from '../plugins/describe-plugins.ts';
import { formatPlugins } from '../plugins/format-plugins.ts';
import { loadInstalledPlugins } from '../plugins/load-installed-plugins.ts';
import { TaskExecutor } from '../task-executor.ts';

/** Flags of `poppo plugins`. */
export interface ListPluginsOptions {
  readonly json?: boolean;
}

/** Lists the plugins that `poppo run` has in this folder. Throws `PLUGIN_INVALID` when it could not use them. */
export async function listPlugins({ json = false }: ListPluginsOptions): Promise<void> {
  const installed = await loadInstalledPlugins();
  const executor = new TaskExecutor({ plugins: installed.map(({ plugin }) => plugin) });
  const plugins = describePlugins(installed, executor);
  const stdout = new Output(process.stdout);
  if (json) for (const plugin of plugins) stdout.write(jsonLine('plugin', plugin));
  else stdout.write(formatPlugins(plugins, createStyle(stdout.stream)));
  await stdout.flush();
}
