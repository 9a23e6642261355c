import {
  findConfiguration,
  loadConfiguration,
  type LoadedConfiguration,
} from '@poppobuilder/daemon/configuration';
import { WorkerPool } from '../worker-pool.ts';

/**
 * Finds and checks the configuration of a daemon: that which `--config` names, or the one around this folder. Rejects with an
 * `INVALID_CONFIG` that lists every mistake.
 */
export async function readConfiguration(
  config: string | undefined,
): Promise<LoadedConfiguration & { readonly file: string }> {
  const file = findConfiguration({ config });
  return { file, ...(await checkConfiguration(file, config !== undefined)) };
}

/** Checks the configuration of a file. Rejects with an `INVALID_CONFIG` that lists every mistake. */
export async function checkConfiguration(file: string, isNamed: boolean): Promise<LoadedConfiguration> {
  return loadConfiguration(file, {
    isNamed,
    openPlugins: (plugins, from) => new WorkerPool({ plugins, from, maxWorkers: 1 }),
  });
}
