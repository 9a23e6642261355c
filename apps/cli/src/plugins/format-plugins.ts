import type { Permissions } from '@poppobuilder/core';
import { printableLine } from '../output/printable.ts';
import type { createStyle } from '../output/output.ts';
import type { PluginDescription } from './describe-plugins.ts';

/** Returns plugins as text for people: their origin, task types and permissions. */
export function formatPlugins(
  plugins: readonly PluginDescription[],
  style: ReturnType<typeof createStyle>,
): string {
  return plugins.map((plugin) => `${formatPlugin(plugin, style)}\n`).join('\n');
}

function formatPlugin(
  { name, version, source, folder, types }: PluginDescription,
  style: ReturnType<typeof createStyle>,
): string {
  const from = source === 'built-in' ? 'built in' : `from ${printableLine(folder)}`;
  const title = [style('bold', printableLine(name)), printableLine(version ?? ''), style('dim', `(${from})`)];
  const lines = types.flatMap(({ type, description, permissions }) => [
    `  ${style('cyan', printableLine(type))}: ${printableLine(description)}`,
    `    permissions: ${formatPermissions(permissions)}`,
  ]);
  return [title.filter((part) => part !== '').join(' '), ...lines].join('\n');
}

/** Returns `commands, network, files (project), secrets (github)`, or `none`. */
export function formatPermissions(permissions: Permissions): string {
  const { files = 'none', secrets = [] } = permissions;
  const flags = (['commands', 'network', 'workers', 'addons'] as const).filter((name) => permissions[name]);
  const list = [
    ...flags,
    ...(files === 'none' ? [] : [`files (${files})`]),
    ...(secrets.length === 0 ? [] : [`secrets (${secrets.map(printableLine).join(', ')})`]),
  ];
  return list.length === 0 ? 'none' : list.join(', ');
}
