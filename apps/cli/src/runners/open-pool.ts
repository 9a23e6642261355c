import type { Isolation } from '@poppobuilder/worker-pool';
import { BUILT_IN_NAMES } from '../built-in-names.ts';
import { findInstalledPlugins } from '../plugins/find-installed-plugins.ts';
import { WorkerPool } from '../worker-pool.ts';
import { type OpenedRunner, pluginVersionsOf } from './opened-runner.ts';
import type { TaskFileRunnerOptions } from './task-file-runner.ts';

/** Flags of how workers are kept apart. */
export interface PoolRunnerOptions extends TaskFileRunnerOptions {
  readonly isolation?: Isolation | undefined;
  /** Absolute paths of further folders that sandboxed tasks may read. */
  readonly readable?: readonly string[] | undefined;
  /** Size of free memory under which tasks wait. */
  readonly minFreeMemory?: string | undefined;
}

/** Opens a pool with the plugins of this folder. Rejects with `PLUGIN_INVALID` that tells of all that cannot be used. */
export async function openPool({ named, ...options }: PoolRunnerOptions): Promise<OpenedRunner> {
  const { from, manifest, packages } = findInstalledPlugins(named);
  const plugins = packages.map(({ specifier }) => specifier);
  // The tasks of a file run one after the other.
  const pool = new WorkerPool({ ...options, plugins, from, maxWorkers: 1 });
  try {
    const described = await pool.describePlugins();
    const names = described.slice(BUILT_IN_NAMES.length).map(({ name }) => name);
    return { runner: pool, pluginVersions: pluginVersionsOf(packages, names), manifest };
  } catch (error) {
    await pool.close();
    throw error;
  }
}
