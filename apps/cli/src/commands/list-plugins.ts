import { isAbsolute } from 'node:path';
import { BUILT_IN_NAMES } from '../built-in-names.ts';
import { jsonLine } from '../output/json-reporter.ts';
import { createStyle, Output } from '../output/output.ts';
import { describePlugins } from '../plugins/describe-plugins.ts';
import { findInstalledPlugins } from '../plugins/find-installed-plugins.ts';
import { formatPlugins } from '../plugins/format-plugins.ts';
import type { PluginPackage } from '../plugins/find-plugin-packages.ts';
import { addProjects } from '../tasks/add-projects.ts';
import { WorkerPool } from '../worker-pool.ts';
import { withWarnings } from './on-pool-warnings.ts';

/** Flags of `poppo plugins list` and `poppo plugins inspect`. */
export interface ListPluginsOptions {
  readonly json?: boolean;
  /** Paths of additional plugins. */
  readonly plugin: readonly string[];
}

/**
 * Lists the plugins that `poppo run` uses in this folder. A process without permissions loads them. Rejects with
 * `PLUGIN_INVALID` when they cannot be used.
 */
export async function listPlugins({ json = false, plugin: named }: ListPluginsOptions): Promise<void> {
  await withWarnings(async () => {
    const stdout = new Output(process.stdout);
    addProjects([]);
    const { from, packages } = findInstalledPlugins(named);
    const specifiers = packages.map(({ specifier }) => specifier);
    await using pool = new WorkerPool({ plugins: specifiers, from, maxWorkers: 1 });
    const plugins = await pool.describePlugins();
    warnAboutNames(
      packages,
      plugins.slice(BUILT_IN_NAMES.length).map(({ name }) => name),
    );
    const described = describePlugins(packages, plugins);
    if (json) for (const plugin of described) stdout.write(jsonLine('plugin', plugin));
    else stdout.write(formatPlugins(described, createStyle(stdout.stream)));
    await stdout.flush();
  });
}

/** Warns about plugins whose name differs from their package's: metrics, errors and caches use that name. */
function warnAboutNames(packages: readonly PluginPackage[], names: readonly (string | undefined)[]): void {
  for (const [index, { name }] of packages.entries()) {
    const own = names[index];
    if (own === undefined || own === name || isAbsolute(name)) continue;
    const message = `The plugin of the package ${JSON.stringify(name)} has the name ${JSON.stringify(own)}. Give it the name of its package: definePlugin({ name: ${JSON.stringify(name)}, ... }).`;
    process.emitWarning(message, 'PoppoBuilderWarning');
  }
}
