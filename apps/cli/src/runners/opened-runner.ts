import { BUILT_IN_NAMES } from '../built-in-names.ts';
import type { PluginPackage } from '../plugins/find-plugin-packages.ts';
import { readVersion } from '../read-version.ts';
import type { TaskFileRunner } from './task-file-runner.ts';

/** A runner with the plugins of a folder. */
export interface OpenedRunner {
  readonly runner: TaskFileRunner;
  /** Versions of the packages that plugins came from, by the names that the plugins give themselves. */
  readonly pluginVersions: Readonly<Record<string, string>>;
  /** The package.json that names the plugins; absent when there is none. */
  readonly manifest?: string | undefined;
}

/** Puts versions to plugins; `names` are those of the packages' plugins, in the order of the packages. */
export function pluginVersionsOf(
  packages: readonly PluginPackage[],
  names: readonly (string | undefined)[],
): Readonly<Record<string, string>> {
  const builtIn = BUILT_IN_NAMES.map((name) => [name, readVersion()] as const);
  const installed = packages.flatMap(({ version }, index) => {
    const name = names[index];
    return name === undefined || version === undefined ? [] : [[name, version] as const];
  });
  return Object.fromEntries([...installed, ...builtIn]);
}
