import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { TaskError } from '@poppobuilder/core';

/** A package whose package.json says that it is a plugin. */
export interface PluginPackage {
  readonly name: string;
  readonly version?: string | undefined;
  readonly folder: string;
  /** What to import: the package's name, or a subpath of it. */
  readonly specifier: string;
}

/** The plugins of a project, and the folder they are imported from. */
export interface FoundPlugins {
  readonly from: string;
  readonly packages: readonly PluginPackage[];
}

interface Manifest {
  readonly version?: string;
  readonly dependencies?: Readonly<Record<string, string>>;
  readonly devDependencies?: Readonly<Record<string, string>>;
  readonly optionalDependencies?: Readonly<Record<string, string>>;
  readonly poppobuilder?: { readonly plugin?: unknown };
}

/**
 * Finds the plugins among the direct dependencies of the nearest package.json upward from a folder. What is not
 * installed is left out.
 *
 * Throws `INVALID_CONFIG` when that package.json is not JSON, and `PLUGIN_INVALID` when a dependency declares its plugin
 * in a way that cannot be understood.
 */
export function findPluginPackages(folder: string): FoundPlugins {
  const from = ancestorsOf(folder).find((ancestor) => existsSync(join(ancestor, 'package.json')));
  if (from === undefined) return { from: folder, packages: [] };
  const manifest = readManifest(join(from, 'package.json'));
  if (manifest === undefined) {
    const message = `${join(from, 'package.json')}, which names the plugins, is not valid JSON. Mend it.`;
    throw new TaskError({ code: 'INVALID_CONFIG', message });
  }
  const { dependencies, devDependencies, optionalDependencies } = manifest;
  const names = Object.keys({ ...dependencies, ...devDependencies, ...optionalDependencies });
  return { from, packages: names.toSorted().flatMap((name) => findPlugin(name, from) ?? []) };
}

function findPlugin(name: string, from: string): PluginPackage | undefined {
  const folder = ancestorsOf(from)
    .map((ancestor) => join(ancestor, 'node_modules', name))
    .find((candidate) => existsSync(join(candidate, 'package.json')));
  const manifest = folder === undefined ? undefined : readManifest(join(folder, 'package.json'));
  const plugin = manifest?.poppobuilder?.plugin;
  if (folder === undefined || plugin === undefined) return undefined;
  if (plugin !== '.' && !(typeof plugin === 'string' && plugin.startsWith('./'))) {
    const shown = JSON.stringify(plugin);
    const message = `The package ${name} declares its plugin as ${shown}. It must be ".", or a subpath such as "./plugin".`;
    throw new TaskError({ code: 'PLUGIN_INVALID', message });
  }
  return { name, version: manifest?.version, folder, specifier: `${name}${plugin.slice(1)}` };
}

/** A folder and all above it, the nearest first. */
function ancestorsOf(folder: string): string[] {
  const parent = dirname(folder);
  return parent === folder ? [folder] : [folder, ...ancestorsOf(parent)];
}

function readManifest(path: string): Manifest | undefined {
  try {
    return Object(JSON.parse(readFileSync(path, 'utf8'))) as Manifest;
  } catch {
    return undefined;
  }
}
