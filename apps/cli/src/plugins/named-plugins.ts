import { realpathSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { TaskError } from '@poppobuilder/core';
import type { PluginPackage } from './find-plugin-packages.ts';
import { readManifest } from './read-manifest.ts';

/**
 * Returns the plugins that `--plugin` names, by the paths of their folders or modules, relative to the current folder. Throws
 * `INVALID_CONFIG` when there is nothing at a path.
 */
export function namedPlugins(paths: readonly string[]): PluginPackage[] {
  return [...new Set(paths.map((path) => resolve(path)))].map((path) => {
    const status = statSync(path, { throwIfNoEntry: false });
    if (status === undefined) {
      const message = `--plugin names ${JSON.stringify(path)}, which does not exist.`;
      const hint = 'Give the folder of a plugin, or the file of its module.';
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

/** Whether two are copies of one package, or the same folder whatever it is called. */
export function isSamePackage(a: PluginPackage, b: PluginPackage): boolean {
  return a.name === b.name || realpathSync(a.folder) === realpathSync(b.folder);
}
