import { dirname } from 'node:path';
import { TaskError } from '@poppobuilder/core';
import { findInstalledPlugins } from './find-installed-plugins.ts';

/** Returns the folder of the package.json that lists the plugins. Throws `INVALID_CONFIG` when there is none. */
export function projectFolder(): string {
  const { manifest } = findInstalledPlugins();
  if (manifest !== undefined) return dirname(manifest);
  const message = `There is no package.json at or above ${process.cwd()} that can list plugins.`;
  const hint =
    'Run `npm init` in a folder of your own, outside of the projects of tasks, and add the plugin there.';
  throw new TaskError({ code: 'INVALID_CONFIG', message, hint });
}
