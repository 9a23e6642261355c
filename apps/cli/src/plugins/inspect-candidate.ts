import { TaskError } from '@poppobuilder/core';
import type { PluginInspection } from '@poppobuilder/worker-pool';
import type { Candidate } from './candidate.ts';
import type { PluginPackage } from './find-plugin-packages.ts';
import { inspectPlugins } from './inspect-plugins.ts';

/**
 * Returns what a candidate contains, and checks that it fits to the plugins that a project has. Rejects with
 * `PLUGIN_INVALID` when it cannot be used. When those cannot be used even without it, a warning says so.
 */
export async function inspectCandidate(
  { name, folder }: Candidate,
  installed: readonly PluginPackage[],
  from: string,
): Promise<PluginInspection> {
  const others = installed.filter((one) => one.name !== name).map(({ specifier }) => specifier);
  try {
    return lastOf(await inspectPlugins([...others, folder], from));
  } catch (error) {
    const earlier = others.length === 0 ? undefined : await reasonAgainst(others, from);
    if (earlier === undefined) throw renamed(error, folder, name);
    const alone = await inspectPlugins([folder], from).catch((cause: unknown) => {
      throw renamed(cause, folder, name);
    });
    process.emitWarning(`Plugins of this project cannot be used: ${earlier}`, 'PoppoBuilderWarning');
    return lastOf(alone);
  }
}

async function reasonAgainst(specifiers: readonly string[], from: string): Promise<string | undefined> {
  try {
    await inspectPlugins(specifiers, from);
    return undefined;
  } catch (error) {
    return (error as Error).message;
  }
}

function lastOf(plugins: readonly PluginInspection[]): PluginInspection {
  const last = plugins.at(-1);
  if (last === undefined) throw new Error('a pool reports each of its plugins');
  return last;
}

/** Calls the candidate by its name: its folder is only there for a moment. */
function renamed(error: unknown, folder: string, name: string): unknown {
  if (!TaskError.is(error)) return error;
  const { code, hint, message } = error;
  return new TaskError({ code, hint, message: message.replaceAll(folder, name), cause: error });
}
