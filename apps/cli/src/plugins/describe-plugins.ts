import { readFileSync } from 'node:fs';
import { dirname } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Permissions, TaskExecutor } from '@poppobuilder/core';
import { builtInPlugins } from '../built-in-plugins.ts';
import type { InstalledPlugin } from './load-installed-plugins.ts';

/** What is told of a plugin. */
export interface PluginDescription {
  readonly name: string;
  readonly version?: string | undefined;
  readonly source: 'built-in' | 'dependency';
  readonly folder: string;
  readonly types: readonly TypeDescription[];
}

/** What is told of a task type. */
interface TypeDescription {
  readonly type: string;
  readonly description: string;
  /** What its handler asks for. */
  readonly permissions: Permissions;
}

/** Describes the built-in plugins, then the installed ones. */
export function describePlugins(
  installed: readonly InstalledPlugin[],
  { handlers }: Pick<TaskExecutor, 'handlers'>,
): PluginDescription[] {
  const typesOf = (plugin: string): TypeDescription[] =>
    handlers
      .filter((handler) => handler.plugin === plugin)
      .map(({ type, description, granted }) => ({ type, description, permissions: granted as Permissions }));
  return [
    ...builtInPlugins.map(({ name }): PluginDescription => {
      const manifest = fileURLToPath(import.meta.resolve(`${name}/package.json`));
      const { version } = JSON.parse(readFileSync(manifest, 'utf8')) as { version: string };
      return { name, version, source: 'built-in', folder: dirname(manifest), types: typesOf(name) };
    }),
    ...installed.map(({ name, version, folder, plugin }): PluginDescription => {
      return { name, version, source: 'dependency', folder, types: typesOf(plugin.name) };
    }),
  ];
}
