import { isAbsolute } from 'node:path';
import type { PluginPackage } from './find-plugin-packages.ts';

/** Warns of plugins that do not call themselves as their packages are called: metrics, errors and caches go by that name. */
export function warnAboutNames(
  packages: readonly PluginPackage[],
  names: readonly (string | undefined)[],
): void {
  for (const [index, { name }] of packages.entries()) {
    const own = names[index];
    if (own === undefined || own === name || isAbsolute(name)) continue;
    const message = `The plugin of the package ${JSON.stringify(name)} calls itself ${JSON.stringify(own)}. Name it like its package: definePlugin({ name: ${JSON.stringify(name)}, ... }).`;
    process.emitWarning(message, 'PoppoBuilderWarning');
  }
}
