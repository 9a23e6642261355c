import { readFileSync } from 'node:fs';
import type { ProcessEntry } from '@poppobuilder/core/runner-kit';

/**
 * The memory of some processes, in bytes. The cheap sum counts a page once for each process that maps it: several times
 * too much for forked children or the shared buffers of Postgres. So when it is over the limit the exact sum is read, which
 * divides shared pages among their users.
 */
export function measureMemory(
  processes: readonly ProcessEntry[],
  limit: number,
  readExact: (pid: number) => number | undefined = readProportionalBytes,
): number {
  const sum = processes.reduce((bytes, { residentBytes }) => bytes + residentBytes, 0);
  if (sum <= limit) return sum;
  return processes.reduce((bytes, { pid, residentBytes }) => bytes + (readExact(pid) ?? residentBytes), 0);
}

/**
 * The proportional set size of a process; `undefined` where it cannot be read. Milliseconds for each process.
 *
 * @see https://docs.kernel.org/filesystems/proc.html
 */
function readProportionalBytes(pid: number): number | undefined {
  if (process.platform !== 'linux') return undefined;
  try {
    const kilobytes = /^Pss:\s+(\d+) kB$/m.exec(readFileSync(`/proc/${pid}/smaps_rollup`, 'latin1'))?.[1];
    return kilobytes === undefined ? undefined : Number(kilobytes) * 1024;
  } catch {
    // It has ended, or it belongs to another user.
    return undefined;
  }
}
