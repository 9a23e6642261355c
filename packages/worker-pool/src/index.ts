export { type Guardian, startGuardian } from './tree/guardian.ts';
export { createPrivateFolder, removePrivateFolder } from './tree/private-folder.ts';
export { sweepAbandonedFolders, type SweepResult } from './tree/sweep-folders.ts';
export type { ExceededLimit, TreeUsage, UsageLimits } from './tree/usage-limits.ts';
export { type UsageRegistration, type UsageWatcher, watchUsage } from './tree/watch-usage.ts';
export { WorkerTree, type WorkerTreeMode, type WorkerTreeOptions } from './tree/worker-tree.ts';
