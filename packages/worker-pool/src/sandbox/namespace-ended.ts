import { readFileSync } from 'node:fs';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import type { Readable } from 'node:stream';

/** The parent's ends of the pipes that an inner namespace was given. */
export interface NamespacePipes {
  /** Of `syncDescriptor`. */
  readonly sync: Readable;
  /** Of `infoDescriptor`. */
  readonly info: Readable;
}

const POLL = 1;

/**
 * Resolves when no process of an inner namespace is left, whatever it did to get away, and at once when bubblewrap could
 * not make it. The end of bubblewrap itself, and of the pipe it holds, come before that.
 */
export async function namespaceEnded({ sync, info }: NamespacePipes): Promise<void> {
  const [described] = await Promise.all([text(info), text(sync)]);
  const pid = Number(/"child-pid": *(\d+)/.exec(described)?.[1] ?? 0);
  if (pid === 0) return;
  // The kernel ends the first process of a namespace only after all others; it tells nobody but its parent.
  let alive = isAlive(pid);
  while (alive) {
    await delay(POLL);
    alive = isAlive(pid);
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
