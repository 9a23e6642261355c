import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { WorkerPool, type WorkerPoolOptions } from '@poppobuilder/worker-pool';
import type { ProjectFolders } from '../harness/project-folders.ts';

/** Module of the plugin of `no-op`: plain JavaScript, as it would be installed. */
const NO_OP_PLUGIN: string = fileURLToPath(new URL('no-op-plugin/index.js', import.meta.url));

/** Milliseconds, and tasks: as good as for ever. */
const NEVER = 2 ** 31 - 1;

/** A pool of sandboxed workers that stay, with the no-op plugin loaded and described, unless told otherwise. */
export async function openBenchPool(
  folders: ProjectFolders,
  options: WorkerPoolOptions = {},
): Promise<WorkerPool> {
  const pool = new WorkerPool({
    plugins: [NO_OP_PLUGIN],
    isolation: 'sandbox',
    maxWorkers: 2,
    idleTimeout: NEVER,
    recycleAfter: NEVER,
    homeFolder: join(folders.root, 'home'),
    environment: { PATH: process.env['PATH'] ?? '' },
    ...options,
  });
  await pool.describePlugins();
  return pool;
}
