import { fileURLToPath } from 'node:url';
import { TaskError } from '@poppobuilder/core';
import { type LocatedPlugin, locatePlugin, reasonOf } from '@poppobuilder/core/runner-kit';

/** Finds plugins without running anything of them. Throws `PLUGIN_INVALID` that names all that are not found. */
export function locatePlugins(plugins: readonly string[], from: string): LocatedPlugin[] {
  const problems: string[] = [];
  const located = plugins.map((source) => {
    try {
      const url = locatePlugin(source, from);
      fileURLToPath(url);
      return { source, url };
    } catch (error) {
      problems.push(`${JSON.stringify(source)} was not found: ${reasonOf(error).split('\n', 1)[0]}`);
      return { source, url: '' };
    }
  });
  if (problems.length === 0) return located;
  const message = `The plugins cannot be used: ${problems.join('; ')}.`;
  throw new TaskError({ code: 'PLUGIN_INVALID', message });
}
