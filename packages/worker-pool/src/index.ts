export { WorkerTree, type WorkerTreeMode, type WorkerTreeOptions } from './tree/worker-tree.ts';
export { type Guardian, startGuardian } from './tree/guardian.ts';
