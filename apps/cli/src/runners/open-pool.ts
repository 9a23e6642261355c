import type { Isolation } from '@poppobuilder/worker-pool';
import { BUILT_IN_NAMES } from '../built-in-names.ts';
import { findInstalledPlugins } from '../plugins/find-installed-plugins.ts';
import { WorkerPool } from '../worker-pool.ts';
import { type OpenedRunner, pluginVersionsOf, type TaskFileRunnerOptions } from './task-file-runner.ts';

/** Options of {@link openPool}. */
export interface PoolRunnerOptions extends TaskFileRunnerOptions {
  readonly isolation?: Isolation | undefined;
  /** Absolute paths of additional folders that sandboxed tasks may read. */
  readonly readable?: readonly string[] | undefined;
  /** Amount of free memory below which tasks wait. */
  readonly minFreeMemory?: string | undefined;
}

/** Opens a pool with the plugins of this folder. Rejects with `PLUGIN_INVALID` that lists all problems. */
export async function openPool({ named, ...options }: PoolRunnerOptions): Promise<OpenedRunner> {
  const found = findInstalledPlugins(named);
  const { from, packages } = found;
  const plugins = packages.map(({ specifier }) => specifier);
  // The tasks of a file run one at a time.
  const pool = new WorkerPool({ ...options, plugins, from, maxWorkers: 1 });
  try {
    const described = await pool.describePlugins();
    const names = described.slice(BUILT_IN_NAMES.length).map(({ name }) => name);
    return { runner: pool, pluginVersions: pluginVersionsOf(packages, names), found };
  } catch (error) {
    await pool.close();
    throw error;
  }
}
