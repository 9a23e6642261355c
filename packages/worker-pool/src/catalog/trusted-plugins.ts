import { isAbsolute } from 'node:path';
import { fileURLToPath } from 'node:url';
import { TaskError } from '@poppobuilder/core';
import { type LocatedPlugin, taskFolderOn } from '@poppobuilder/core/runner-kit';

/**
 * Throws `PLUGIN_INVALID` when a plugin that was given by its name lies in a folder that tasks can write, or is looked for from
 * there: a task may have put it there. One that is given by its path is meant, and is kept read-only.
 */
export function assertPluginsTrusted(plugins: readonly LocatedPlugin[], from: string): void {
  for (const { source, url } of plugins) {
    if (source.startsWith('file:') || source.startsWith('.') || isAbsolute(source)) continue;
    const module = fileURLToPath(url);
    const folder = taskFolderOn(from) ?? taskFolderOn(module);
    if (folder === undefined) continue;
    throw new TaskError({
      code: 'PLUGIN_INVALID',
      message: `The plugin ${JSON.stringify(source)} was found in ${module} by its name, and tasks can change files in ${folder}: one of them may have put it there.`,
      hint: 'Name it by its path if you mean it; no task can change it then. Or install it outside of all projects.',
    });
  }
}
