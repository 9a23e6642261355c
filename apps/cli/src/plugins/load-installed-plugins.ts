import { loadPlugins, type Plugin } from '@poppobuilder/core';
import { builtInPlugins } from '../built-in-plugins.ts';
import { findPluginPackages, type PluginPackage } from './find-plugin-packages.ts';

/** A plugin that is loaded, and the package that it came from. */
export interface InstalledPlugin extends PluginPackage {
  readonly plugin: Plugin;
}

/**
 * Loads the plugins that a folder's project depends on; the built-in ones are left out, because an executor has them.
 * Throws `PLUGIN_INVALID` with all that did not load.
 */
export async function loadInstalledPlugins(folder: string = process.cwd()): Promise<InstalledPlugin[]> {
  const builtIn = new Set(builtInPlugins.map(({ name }) => name));
  const { from, packages } = findPluginPackages(folder);
  const others = packages.filter(({ name }) => !builtIn.has(name));
  const plugins = await loadPlugins(
    others.map(({ specifier }) => specifier),
    { from },
  );
  return plugins.map((plugin, index) => ({ ...(others[index] as PluginPackage), plugin }));
}
