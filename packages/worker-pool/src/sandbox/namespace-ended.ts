import { readFileSync } from 'node:fs';
import { setImmediate as nextTurn, setTimeout as delay } from 'node:timers/promises';
import { readProcessTable } from '@poppobuilder/core/runner-kit';

const POLL = 1;

/** Readings without a pause: most namespaces end with their command, a moment after bubblewrap. */
const MAX_QUICK_READINGS = 20;

/**
 * Resolves when no process of an inner namespace is left, whatever it did to get away, and at once when bubblewrap could
 * not make it. The end of bubblewrap itself comes before that. Call it when that has come.
 *
 * @param described - what bubblewrap wrote to `infoDescriptor`
 */
export async function namespaceEnded(described: string): Promise<void> {
  const pid = Number(/"child-pid": *(\d+)/.exec(described)?.[1]);
  // The kernel ends the first process of a namespace only after all others; it reports that to its parent alone.
  if (pid > 0) await until(() => !isThere(pid) || isZombie(pid));
}

/**
 * Resolves when nothing but zombies is left of a process group that got SIGKILL: the kernel takes a moment for it. All
 * processes are read only where the group stays longer than a moment, which takes as long as a short command does.
 */
export async function groupEnded(group: number): Promise<void> {
  await until((looks) => !isThere(-group) || (looks >= MAX_QUICK_READINGS && hasOnlyZombies(group)));
}

/** Not so when there is no descriptor left to look with: a later look may have one. */
function hasOnlyZombies(group: number): boolean {
  try {
    return readProcessTable().every((entry) => entry.group !== group);
  } catch {
    return false;
  }
}

async function until(isOver: (looks: number) => boolean): Promise<void> {
  for (let looks = 0; !isOver(looks); looks += 1) {
    if (looks < MAX_QUICK_READINGS) await nextTurn();
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
