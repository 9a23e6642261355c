import { closeSync, constants, openSync, readFileSync, readlinkSync, readSync, writeFileSync } from 'node:fs';
import { readProcess } from '@poppobuilder/core/runner-kit';

/** The process that a folder belongs to. */
export interface FolderOwner {
  readonly pid: number;
  /** Absent where the platform does not report it. */
  readonly startTime?: number;
  /** The boot of the machine, absent where the platform does not report it: pids and start times begin anew with it. */
  readonly boot?: string;
  /** The PID namespace, absent where there is none: pids of another one say nothing here. */
  readonly namespace?: string;
}

/** More than an owner file ever has. */
const LONGEST = 4096;

/** This process, as the owner of a folder. */
export function currentOwner(): FolderOwner {
  const startTime = readProcess(process.pid)?.startTime;
  const boot = orNothing(() => readFileSync('/proc/sys/kernel/random/boot_id', 'latin1').trim());
  const namespace = orNothing(() => readlinkSync('/proc/self/ns/pid'));
  return {
    pid: process.pid,
    ...(startTime === undefined ? {} : { startTime }),
    ...(boot === undefined ? {} : { boot }),
    ...(namespace === undefined ? {} : { namespace }),
  };
}

/** Whether a folder's owner has surely ended. False for one of another PID namespace, which cannot be looked up here. */
export function hasEnded(owner: FolderOwner, self: FolderOwner = currentOwner()): boolean {
  if (owner.boot !== self.boot) return true;
  if (owner.namespace !== self.namespace) return false;
  if (owner.startTime !== undefined) return readProcess(owner.pid)?.startTime !== owner.startTime;
  try {
    process.kill(owner.pid, 0);
    return false;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ESRCH';
  }
}

/** Writes the owner file, which must not be there yet. */
export function writeOwner(path: string, owner: FolderOwner = currentOwner()): void {
  writeFileSync(path, JSON.stringify(owner), { flag: 'wx', mode: 0o600 });
}

/** Reads an owner file; `undefined` when there is none, when it is a link or when it is not whole. */
export function readOwner(path: string): FolderOwner | undefined {
  try {
    // NONBLOCK: a fifo in its place must not hold the reader.
    const file = openSync(
      path,
      constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0),
    );
    try {
      const buffer = Buffer.alloc(LONGEST);
      return asOwner(JSON.parse(buffer.toString('utf8', 0, readSync(file, buffer, 0, LONGEST, 0))));
    } finally {
      closeSync(file);
    }
  } catch {
    return undefined;
  }
}

function asOwner(value: unknown): FolderOwner | undefined {
  if (typeof value !== 'object' || value === null) return undefined;
  const owner = value as FolderOwner;
  return Number.isSafeInteger(owner.pid) && owner.pid > 0 ? owner : undefined;
}

function orNothing<T>(read: () => T): T | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
