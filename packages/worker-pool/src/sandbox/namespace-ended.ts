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
  if (pid > 0) await until(() => !isThere(pid) || isZombie(pid), Number.POSITIVE_INFINITY);
}

/** Looks at a group that was killed; what is left then are zombies that nobody reaps. */
const MOST_LOOKS = 2_000;

/** Resolves when nothing of a process group is left that got SIGKILL: the kernel takes a moment for it. */
export async function groupEnded(group: number): Promise<void> {
  await until(() => !isThere(-group), MOST_LOOKS);
}

async function until(isOver: () => boolean, mostLooks: number): Promise<void> {
  for (let looks = 0; looks < mostLooks && !isOver(); looks += 1) {
    if (looks < QUICK_LOOKS) await nextTurn();
    else await delay(POLL);
  }
}

/** Whether there is a process, or one of a group when its number is negative. */
function isThere(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code !== 'ESRCH';
  }
}

/** Inside a worker's namespace ended processes are reaped at once; elsewhere a zombie may stay. */
function isZombie(pid: number): boolean {
  try {
    return /\) [ZX] /.test(readFileSync(`/proc/${pid}/stat`, 'latin1'));
  } catch {
    return false;
  }
}
