import type { ResolvedPermissions, StateBackend } from '@poppobuilder/core';
import type { Checked, Opened, ProjectScopes, RunnerContext } from '@poppobuilder/core/runner-kit';
import type { CatalogEntry, PluginCatalog } from '../catalog/plugin-catalog.ts';
import type { Launcher } from '../host/launcher.ts';
import type { Limits } from '../limits/limits.ts';
import type { UsageWatcher } from '../tree/watch-usage.ts';
import type { FairSemaphore } from './fair-semaphore.ts';
import type { PoolSettings } from './pool-options.ts';
import type { PooledWorker } from './pooled-worker.ts';
import type { WorkerRegistry } from './worker-registry.ts';

/** What the steps of a pool's pipeline work with. */
export interface PoolContext extends RunnerContext {
  readonly settings: PoolSettings;
  readonly catalog: PluginCatalog;
  readonly projects: ProjectScopes;
  readonly slots: FairSemaphore;
  readonly launcher: Launcher;
  readonly workers: WorkerRegistry;
  readonly usage: UsageWatcher;
  /** Absent where the home folders of the projects keep their state. */
  readonly state: StateBackend | undefined;
}

/** A task whose type has a handler. */
export interface Described extends Checked {
  readonly entry: CatalogEntry;
}

/** A task whose permissions and limits are known. */
export interface Limited extends Opened, Described {
  /** What the handler declared, less what the project denies. */
  readonly permissions: ResolvedPermissions;
  readonly limits: Limits;
}

/** The worker of a task. Another one takes its place when it ended before the task could start. */
export interface WorkerLease {
  /** Absent while another one is started. */
  worker: PooledWorker | undefined;
  /** Whether the worker can take another task after this one. */
  isReusable: boolean;
}

/** A task that has a worker. */
export interface Leased extends Limited {
  readonly lease: WorkerLease;
}

/** A task in a worker, while that has it. */
export interface Assigned extends Leased {
  readonly worker: PooledWorker;
}
