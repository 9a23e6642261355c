import { realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TaskError } from '@poppobuilder/core';
import { BUILT_IN_NAMES } from '../built-in-names.ts';
import { findPluginPackages, type FoundPlugins, type PluginPackage } from './find-plugin-packages.ts';
import { readManifest } from './read-manifest.ts';

/**
 * Returns the plugins of a folder and those that are named by path, without loading them. The built-in ones are left out,
 * because every runner has them. Warns about others that are left out. Throws `INVALID_CONFIG` and `PLUGIN_INVALID`.
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
  // A plugin that is named by path needs no notice.
  const notices = found.notices.filter(
    (notice) => !byPath.some((one) => notice.includes(`in ${one.folder} `)),
  );
  for (const notice of notices) process.emitWarning(notice, 'PoppoBuilderWarning');
  return { ...found, packages: [...byName, ...byPath], notices };
}

/**
 * Returns the plugins of `--plugin`, which are paths of folders or modules relative to the current folder. Throws
 * `INVALID_CONFIG` when a path does not exist.
 */
function namedPlugins(paths: readonly string[]): PluginPackage[] {
  return [...new Set(paths.map((path) => resolve(path)))].map((path) => {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) {
      const message = `--plugin names ${JSON.stringify(path)}, which does not exist.`;
      const hint = 'Use the path of a plugin folder or of its module.';
      throw new TaskError({ code: 'INVALID_CONFIG', message, hint });
    }
    const folder = status.isDirectory() ? path : dirname(path);
    const manifest = readManifest(join(folder, 'package.json'));
    const { name, version } = manifest === 'broken' ? {} : (manifest ?? {});
    return {
      name: typeof name === 'string' && status.isDirectory() ? name : path,
      version: typeof version === 'string' ? version : undefined,
      folder,
      specifier: path,
    };
  });
}

/** Whether two plugins are copies of the same package, or the same folder. */
function isSamePackage(a: PluginPackage, b: PluginPackage): boolean {
  return a.name === b.name || realpathSync(a.folder) === realpathSync(b.folder);
}
