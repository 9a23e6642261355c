import { TaskRun } from '@poppobuilder/core/runner-kit';
import type { ResolvedPermissions } from '@poppobuilder/core';
import type { Limits } from '../limits/limits.ts';
import type { CatalogEntry } from '../catalog/plugin-catalog.ts';
import type { PooledWorker } from './worker-registry.ts';

/** One execution of one task by a pool: what its steps have found out so far. */
export class PoolRun extends TaskRun {
  /** Set by "find handler". */
  declare entry: CatalogEntry;
  /** Set by "choose permissions". */
  declare permissions: ResolvedPermissions;
  /** Set by "choose permissions". */
  declare limits: Limits;
  /** Set by "take a worker". */
  worker: PooledWorker | undefined;
  /** Whether the worker can take another task when this has ended. */
  isWorkerUsable = true;
}
