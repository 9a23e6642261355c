import { syncBuiltinESMExports } from 'node:module';
import { callBefore } from './call-before.ts';

/** Its methods are watched here, not called. */
const childProcess = process.getBuiltinModule('node:child_process');

const METHODS = ['execFileSync', 'execSync', 'spawnSync'] as const;

/** Calls a function before a command that is waited for is started, until it is told to stop. Node announces the others alone. */
export function watchSyncCommands(onStart: () => void): () => void {
  const restores = METHODS.map((method) => callBefore(childProcess, method, onStart));
  syncBuiltinESMExports();
  return () => {
    for (const restore of restores) restore();
    syncBuiltinESMExports();
  };
}
