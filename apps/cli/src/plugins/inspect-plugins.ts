import type { PluginInspection } from '@poppobuilder/worker-pool';
import { WorkerPool } from '../worker-pool.ts';

/**
 * Returns what plugins contain, the built-in ones first. A process without permissions loads them. Rejects with
 * `PLUGIN_INVALID` when they cannot be used together.
 */
export async function inspectPlugins(
  specifiers: readonly string[],
  from: string,
): Promise<readonly PluginInspection[]> {
  await using pool = new WorkerPool({ plugins: specifiers, from, maxWorkers: 1 });
  return await pool.inspectPlugins();
}
