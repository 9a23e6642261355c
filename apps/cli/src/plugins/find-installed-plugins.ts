import { BUILT_IN_NAMES } from '../built-in-names.ts';
import { findPluginPackages, type FoundPlugins } from './find-plugin-packages.ts';
import { isSamePackage, namedPlugins } from './named-plugins.ts';

/**
 * Finds the plugins of a folder, and those that are named by path; loads none. The built-in ones are left out, because every
 * runner has them. Warnings say why others are left out. Throws `INVALID_CONFIG` and `PLUGIN_INVALID`.
 */
export function findInstalledPlugins(
  named: readonly string[] = [],
  folder: string = process.cwd(),
): FoundPlugins {
  const found = findPluginPackages(folder);
  const byPath = namedPlugins(named);
  const byName = found.packages.filter(
    (one) => !BUILT_IN_NAMES.includes(one.name) && !byPath.some((other) => isSamePackage(one, other)),
  );
  // What is named is not missed.
  const notices = found.notices.filter(
    (notice) => !byPath.some((one) => notice.includes(`in ${one.folder} `)),
  );
  for (const notice of notices) process.emitWarning(notice, 'PoppoBuilderWarning');
  return { ...found, packages: [...byName, ...byPath], notices };
}
