import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';

const POLL = 1;

/** Looks without a pause: most namespaces end with their command, a moment after bubblewrap. */
const QUICK_LOOKS = 20;

/**
 * Resolves when no process of an inner namespace is left, whatever it did to get away, and at once when bubblewrap could
 * not make it. The end of bubblewrap itself comes before that. Call it when that has come.
 *
 * @param described - what bubblewrap wrote to `infoDescriptor`
 */
export async function namespaceEnded(described: string): Promise<void> {
  const pid = Number(/"child-pid": *(\d+)/.exec(described)?.[1]);
  // The kernel ends the first process of a namespace only after all others; it tells nobody but its parent.
  if (!(pid > 0)) return;
  for (let looks = 0; isAlive(pid); looks += 1) {
    if (looks < QUICK_LOOKS) await nextTurn();
    else await delay(POLL);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
  return !isZombie(pid);
}

/** Inside a worker's namespace ended processes are reaped at once; elsewhere a zombie may stay. */
function isZombie(pid: number): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}
