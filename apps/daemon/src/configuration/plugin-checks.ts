import { WorkerPool } from '@poppobuilder/worker-pool';
import type { OpenPluginChecks } from './check-configuration.ts';

/** What {@link pluginChecks} needs. */
export interface PluginChecksOptions {
  /** URLs of plugins that every daemon has. */
  readonly builtInPlugins: readonly string[];
  readonly homeFolder: string;
}

/** Returns what opens checks of plugins that need no daemon. */
export function pluginChecks({ builtInPlugins, homeFolder }: PluginChecksOptions): OpenPluginChecks {
  return (plugins, from) => {
    const pool = new WorkerPool({
      plugins: [...builtInPlugins, ...plugins],
      from,
      homeFolder,
      maxWorkers: 1,
    });
    return {
      checkConfig: async (config, place) => pool.checkConfig(config, place),
      inspectPlugins: async () => pool.inspectPlugins(),
      [Symbol.asyncDispose]: async () => pool.close(),
    };
  };
}
