import { BUILT_IN_NAMES } from '../built-in-names.ts';
import { jsonLine } from '../output/json-reporter.ts';
import { createStyle, Output } from '../output/output.ts';
import { describeInspection } from '../plugins/describe-inspection.ts';
import { describePlugins, type PluginDescription } from '../plugins/describe-plugins.ts';
import { findInstalledPlugins, unknownPlugin } from '../plugins/find-installed-plugins.ts';
import { formatInspection } from '../plugins/format-inspection.ts';
import { inspectPlugins } from '../plugins/inspect-plugins.ts';
import { addProjects } from '../tasks/add-projects.ts';
import type { ListPluginsOptions } from './list-plugins.ts';
import { withWarnings } from './on-pool-warnings.ts';

/**
 * Shows the schemas, permissions, secrets and examples of a plugin that `poppo run` uses in this folder. A process without
 * permissions loads it. Rejects with `INVALID_CONFIG` when there is no such plugin, and with `PLUGIN_INVALID` when it cannot
 * be used.
 */
export async function inspectPlugin(
  name: string,
  { json = false, plugin: named }: ListPluginsOptions,
): Promise<void> {
  await withWarnings(async () => {
    addProjects([]);
    const { from, packages } = findInstalledPlugins(named);
    const known = [...BUILT_IN_NAMES, ...packages.map((one) => one.name)];
    const index = known.indexOf(name);
    if (index === -1) throw unknownPlugin(name, known);
    // It may need services of the others.
    const inspections = await inspectPlugins(
      packages.map(({ specifier }) => specifier),
      from,
    );
    const described: PluginDescription | undefined = describePlugins(packages, inspections)[index];
    const inspection = inspections[index];
    if (described === undefined || inspection === undefined) throw unknownPlugin(name, known);
    const stdout = new Output(process.stdout);
    const style = createStyle(stdout.stream);
    if (json) stdout.write(jsonLine('plugin', describeInspection(described, inspection)));
    else stdout.write(`${formatInspection({ name, version: described.version, inspection }, style)}\n`);
    await stdout.flush();
  });
}
