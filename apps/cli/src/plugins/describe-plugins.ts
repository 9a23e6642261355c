import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Permissions } from '@poppobuilder/core';
import type { PluginDescription as PoolPlugin } from '@poppobuilder/worker-pool';
import { BUILT_IN_NAMES } from '../built-in-names.ts';
import type { PluginPackage } from './find-plugin-packages.ts';

/** A plugin as `poppo plugins` lists it. */
export interface PluginDescription {
  readonly name: string;
  readonly version?: string | undefined;
  readonly source: 'built-in' | 'dependency';
  readonly folder: string;
  readonly types: readonly TypeDescription[];
}

/** A task type as `poppo plugins` lists it. */
export interface TypeDescription {
  readonly type: string;
  readonly description: string;
  /** The permissions that its handler declares. */
  readonly permissions: Required<Permissions>;
}

/** Returns descriptions of the built-in and then the installed plugins; `plugins` are the pool's, in the same order. */
export function describePlugins(
  installed: readonly PluginPackage[],
  plugins: readonly Pick<PoolPlugin, 'handlers'>[],
): PluginDescription[] {
  const sources = [
    ...BUILT_IN_NAMES.map(describeBuiltIn),
    ...installed.map(({ name, version, folder }) => ({
      name,
      version,
      source: 'dependency' as const,
      folder,
    })),
  ];
  return sources.map((source, index) => ({ ...source, types: describeTypes(plugins[index]) }));
}

function describeBuiltIn(name: string): Omit<PluginDescription, 'types'> {
  const manifest = fileURLToPath(import.meta.resolve(`${name}/package.json`));
  const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
  return { name, version, source: 'built-in', folder: dirname(manifest) };
}

function describeTypes(plugin: Pick<PoolPlugin, 'handlers'> | undefined): TypeDescription[] {
  return (plugin?.handlers ?? []).map(({ type, description, granted }) => {
    const { commands, network, files, secrets, workers, addons } = granted;
    return { type, description, permissions: { commands, network, files, secrets, workers, addons } };
  });
}
