import { BUILT_IN_NAMES } from '../built-in-names.ts';
import { findPluginPackages, type FoundPlugins } from './find-plugin-packages.ts';

/**
 * Finds the plugins that a folder's project depends on, and loads none; the built-in ones are left out, because every
 * runner has them. Throws `INVALID_CONFIG` and `PLUGIN_INVALID`.
 */
export function findInstalledPlugins(folder: string = process.cwd()): FoundPlugins {
  const { from, packages } = findPluginPackages(folder);
  return { from, packages: packages.filter(({ name }) => !BUILT_IN_NAMES.includes(name)) };
}
