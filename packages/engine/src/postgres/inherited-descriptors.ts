import { readdirSync, readFileSync } from 'node:fs';

/** The flag of a descriptor that is closed in every program that is started, as Node opens its own. */
const CLOSE_ON_EXEC = 0o2_000_000;

/** A place in the `stdio` of a process: a descriptor of ours, or none. */
export type Place = number | 'ignore';

/**
 * The places after the third in the `stdio` of a process that is to outlive us: each descriptor that we were started
 * with, and that it would keep open, is replaced. Whoever waits for the end of such a pipe would wait for the server's.
 *
 * @param replacement - a descriptor of the null device
 */
export function coverInherited(replacement: number): Place[] {
  const inherited = listInherited();
  return Array.from({ length: Math.max(2, ...inherited) - 2 }, (_, index) =>
    inherited.includes(index + 3) ? replacement : 'ignore',
  );
}

/** The descriptors that a program gets which we start; none where the platform does not tell. */
function listInherited(): number[] {
  if (process.platform !== 'linux') return [];
  return readdirSync('/proc/self/fd').map(Number).filter(isInherited);
}

function isInherited(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1];
    return flags !== undefined && (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) === 0;
  } catch {
    // The one that listed them is closed by now.
    return false;
  }
}
