import { BUILT_IN_NAMES } from '../built-in-names.ts';
import { jsonLine } from '../output/json-line.ts';
import { Output } from '../output/output.ts';
import { printable } from '../output/printable.ts';
import { createStyle } from '../output/style.ts';
import { describePlugins } from '../plugins/describe-plugins.ts';
import { findInstalledPlugins } from '../plugins/find-installed-plugins.ts';
import { formatPlugins } from '../plugins/format-plugins.ts';
import { warnAboutNames } from '../plugins/warn-about-names.ts';
import { addProjects } from '../tasks/add-projects.ts';
import { WorkerPool } from '../worker-pool.ts';
import { onPoolWarnings } from './on-pool-warnings.ts';

/** Flags of `poppo plugins`. */
export interface ListPluginsOptions {
  readonly json?: boolean;
  /** Paths of plugins beside those that are found. */
  readonly plugin: readonly string[];
}

/**
 * Lists the plugins that `poppo run` has in this folder; a process without permissions looks at them. Throws
 * `PLUGIN_INVALID` when they cannot be used.
 */
export async function listPlugins({ json = false, plugin: named }: ListPluginsOptions): Promise<void> {
  const stdout = new Output(process.stdout);
  const stderr = new Output(process.stderr);
  const stopWarnings = onPoolWarnings((sentence) => stderr.write(`${printable(sentence)}\n`));
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
  await Promise.all([stdout.flush(), stderr.flush()]);
  stopWarnings();
}
