import { existsSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TaskError } from '@poppobuilder/core';
import { taskFolderOn } from '@poppobuilder/core/runner-kit';
import { dependenciesOf, looksLikePlugin, type Manifest, readManifest } from './read-manifest.ts';

/** A package that contains a plugin. */
export interface PluginPackage {
  readonly name: string;
  readonly version?: string | undefined;
  readonly folder: string;
  /** What to import: the package's name, a subpath of it, or an absolute path. */
  readonly specifier: string;
}

/** The plugins of a folder, and the folder from which they are imported. */
export interface FoundPlugins {
  readonly from: string;
  /** The package.json that lists them; absent when there is none that may. */
  readonly manifest?: string | undefined;
  readonly packages: readonly PluginPackage[];
  /** Sentences that say why plugins, or packages that look like plugins, are left out. */
  readonly notices: readonly string[];
  /** Names of packages that look like plugins, but do not say so. */
  readonly unmarked: readonly string[];
}

/**
 * Returns the plugins of the nearest package.json at or above a folder: the package itself and its direct dependencies.
 * Packages that are not installed are left out. A package.json in a folder that tasks can write is skipped in favor of
 * the next one upward, and plugins in such folders are left out.
 *
 * Throws `INVALID_CONFIG` when that package.json is not JSON, and `PLUGIN_INVALID` when a package has an invalid plugin
 * declaration.
 */
export function findPluginPackages(folder: string): FoundPlugins {
  const notices: string[] = [];
  for (const from of ancestorsOf(folder)) {
    const path = join(from, 'package.json');
    const manifest = readManifest(path);
    if (manifest === undefined) continue;
    const taskFolder = taskFolderOn(path);
    if (taskFolder !== undefined) {
      if (manifest !== 'broken') notices.push(...skippedBelow(from, manifest, taskFolder));
      continue;
    }
    if (manifest === 'broken') throw notJson(path);
    const found = [
      ownPlugin(from, manifest),
      ...dependenciesOf(manifest).map((name) => findPlugin(name, from)),
    ];
    return {
      from,
      manifest: path,
      packages: found.flatMap(({ plugin }) => plugin ?? []),
      notices: [...notices, ...found.flatMap(({ notice }) => notice ?? [])],
      unmarked: found.flatMap(({ unmarked }) => unmarked ?? []),
    };
  }
  return { from: folder, packages: [], notices, unmarked: [] };
}

/** The result for one package. */
interface Finding {
  readonly plugin?: PluginPackage;
  readonly notice?: string;
  readonly unmarked?: string;
}

function findPlugin(name: string, from: string): Finding {
  const folder = installedFolder(name, from);
  const manifest = folder === undefined ? undefined : readManifest(join(folder, 'package.json'));
  if (folder === undefined || manifest === undefined || manifest === 'broken') return {};
  const taskFolder = taskFolderOn(folder);
  if (manifest.poppobuilder?.plugin === undefined) return asUnmarked(name, manifest, folder);
  if (taskFolder !== undefined) return { notice: skipped(name, folder, taskFolder) };
  const subpath = subpathOf(manifest, name);
  return { plugin: { name, version: versionOf(manifest), folder, specifier: `${name}${subpath}` } };
}

/** Returns the plugin of the folder itself, as used while writing one. */
function ownPlugin(folder: string, manifest: Manifest): Finding {
  const { name } = manifest;
  if (manifest.poppobuilder?.plugin === undefined) {
    return typeof name === 'string' ? asUnmarked(name, manifest, folder) : {};
  }
  const shown = shownName(manifest, folder);
  subpathOf(manifest, shown);
  return { plugin: { name: shown, version: versionOf(manifest), folder, specifier: folder } };
}

/** Returns notices for the plugins of a manifest in a folder that tasks can write. */
function skippedBelow(from: string, manifest: Manifest, taskFolder: string): string[] {
  const own =
    manifest.poppobuilder?.plugin === undefined ? [] : [{ name: shownName(manifest, from), folder: from }];
  const dependencies = dependenciesOf(manifest).flatMap((name) => {
    const folder = installedFolder(name, from);
    const found = folder === undefined ? undefined : readManifest(join(folder, 'package.json'));
    const isPlugin = found !== undefined && found !== 'broken' && found.poppobuilder?.plugin !== undefined;
    return folder !== undefined && isPlugin ? [{ name, folder }] : [];
  });
  return [...own, ...dependencies].map(({ name, folder }) => skipped(name, folder, taskFolder));
}

const skipped = (name: string, folder: string, taskFolder: string): string =>
  `The plugin ${JSON.stringify(name)} in ${folder} is not loaded, because tasks can change files in ${taskFolder}. To load it anyway, use --plugin ${folder}`;

function asUnmarked(name: string, manifest: Manifest, folder: string): Finding {
  if (!looksLikePlugin({ ...manifest, name })) return {};
  const notice = `The package ${JSON.stringify(name)} in ${folder} looks like a plugin but is not loaded, because its package.json lacks "poppobuilder": { "plugin": "." }.`;
  return { notice, unmarked: name };
}

function subpathOf(manifest: Manifest, name: string): string {
  const plugin = manifest.poppobuilder?.plugin;
  if (plugin === '.' || (typeof plugin === 'string' && plugin.startsWith('./'))) return plugin.slice(1);
  const shown = JSON.stringify(plugin);
  const message = `The package ${name} declares its plugin as ${shown}. The value must be "." or a subpath such as "./plugin".`;
  throw new TaskError({ code: 'PLUGIN_INVALID', message });
}

/** Returns the folder in which a package is found from another one. */
export function installedFolder(name: string, from: string): string | undefined {
  return ancestorsOf(from)
    .map((ancestor) => join(ancestor, 'node_modules', name))
    .find((candidate) => existsSync(join(candidate, 'package.json')));
}

/** Returns a folder and all folders above it, nearest first. */
function ancestorsOf(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestorsOf(parent)];
}

const shownName = ({ name }: Manifest, folder: string): string => (typeof name === 'string' ? name : folder);

const versionOf = ({ version }: Manifest): string | undefined =>
  typeof version === 'string' ? version : undefined;

function notJson(path: string): TaskError {
  const message = `${path}, which lists the plugins, is not valid JSON. Fix the file.`;
  return new TaskError({ code: 'INVALID_CONFIG', message });
}
