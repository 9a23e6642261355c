import { realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { nearest, TaskError } from '@poppobuilder/core';
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

/** Returns the folder of the package.json that lists the plugins. Throws `INVALID_CONFIG` when there is none. */
export function projectFolder(): string {
  const { manifest } = findInstalledPlugins();
  if (manifest !== undefined) return dirname(manifest);
  const message = `There is no package.json at or above ${process.cwd()} that can list plugins.`;
  const hint =
    'Run `npm init` in a folder of your own, outside of the projects of tasks, and add the plugin there.';
  throw new TaskError({ code: 'INVALID_CONFIG', message, hint });
}

/** Returns the error for the name of a plugin that is not there, with the nearest of those that are. */
export function unknownPlugin(name: string, known: readonly string[]): TaskError {
  const suggestion = nearest(name, known);
  const hint =
    suggestion === undefined
      ? 'Run `poppo plugins` to see those that are there.'
      : `Did you mean ${JSON.stringify(suggestion)}?`;
  const message = `There is no plugin ${JSON.stringify(name)} here.`;
  return new TaskError({ code: 'INVALID_CONFIG', message, hint });
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
