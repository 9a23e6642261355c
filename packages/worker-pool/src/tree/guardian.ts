import { hostSearchPath, spawnChild } from '@poppobuilder/core/runner-kit';
import { guardianScript } from './guardian-script.ts';

/** A process that ends a pool's workers, and all below them, when this process ends without having done so. */
export interface Guardian {
  /** `undefined` where there is none: on Windows, or when it could not be started. */
  readonly pid: number | undefined;
  /** Ends the guardian; nothing is swept. Resolves when it has ended. */
  close(): Promise<void>;
}

/**
 * Starts the guardian of a pool: a `/bin/sh` in a session of its own, which holds neither the event loop nor any file of
 * this process. When this process dies, however it does, it ends every process that was started with
 * `POPPOBUILDER_WORKER_ID=<pool id>-...`, and what is below those.
 *
 * @param poolId - at least as unique as a UUID; letters, digits and `-` only
 */
export function startGuardian(poolId: string): Guardian {
  if (process.platform === 'win32') return { pid: undefined, close: () => Promise.resolve() };
  const child = spawnChild('/bin/sh', ['-c', guardianScript(process.platform)], {
    cwd: '/',
    // Its own environment has no mark: this process may be below a worker itself.
    environment: { PATH: hostSearchPath() || '/usr/bin:/bin', LC_ALL: 'C', POOL_ID: poolId },
    stdio: ['pipe', 'ignore', 'ignore'],
    detached: true,
  });
  const ended = new Promise<void>((resolve) => {
    child.once('exit', () => resolve());
    // It could not be started: the pool works without it.
    child.once('error', () => resolve());
  });
  child.stdin?.on('error', () => undefined);
  child.unref();
  (child.stdin as unknown as { unref(): void }).unref();
  return {
    pid: child.pid,
    async close() {
      child.ref();
      child.kill('SIGKILL');
      await ended;
    },
  };
}
