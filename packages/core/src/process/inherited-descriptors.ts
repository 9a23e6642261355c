import { fstatSync, openSync, readdirSync, readFileSync } from 'node:fs';

/** O_CLOEXEC in `flags` of /proc/PID/fdinfo: a program that is started does not get the descriptor. */
const CLOSE_ON_EXEC = 0o2_000_000;

/** The device number of /dev/null on Linux: major 1, minor 3. */
const NULL_DEVICE = 0x103;

/** Milliseconds for which an earlier look may be used. */
export interface LookOptions {
  /** @defaultValue 0 */
  readonly maxAge?: number | undefined;
}

/** What a process gets at a place of its `stdio`. */
export type StdioEntry = 'ignore' | 'pipe' | 'ipc' | number;

/**
 * Returns the `stdio` of a process that is to get the given descriptors and no other ones. Node marks the descriptors that
 * it was started with as close-on-exec only up to the first gap above 15; every later one would reach each program that is
 * started, with the file, folder, socket or lock behind it. Node cannot set that flag, so the null device takes their place.
 *
 * Only Linux needs it: Windows passes on nothing else, and on macOS libuv starts processes with
 * `POSIX_SPAWN_CLOEXEC_DEFAULT`.
 *
 * @see https://docs.libuv.org/en/v1.x/process.html
 */
export function coverInherited(stdio: readonly StdioEntry[], { maxAge = 0 }: LookOptions = {}): StdioEntry[] {
  const covered = [...stdio];
  for (const descriptor of inheritedDescriptors(maxAge)) {
    if (descriptor < stdio.length) continue;
    while (covered.length < descriptor) covered.push('ignore');
    covered[descriptor] = nullDevice();
  }
  return covered;
}

let openNull: number | undefined;

function nullDevice(): number {
  openNull ??= openSync('/dev/null', 'r');
  return openNull;
}

let known: readonly number[] = [];
let lookedAt = Number.NEGATIVE_INFINITY;

/** The descriptors, in ascending order, that a program would get which this process starts, but for the null device. */
function inheritedDescriptors(maxAge: number): readonly number[] {
  if (process.platform !== 'linux') return known;
  const now = performance.now();
  if (now - lookedAt <= maxAge) return known;
  known = readdirSync('/proc/self/fd')
    .map(Number)
    .filter((descriptor) => descriptor > 2 && isInherited(descriptor))
    .toSorted((a, b) => a - b);
  lookedAt = now;
  return known;
}

function isInherited(descriptor: number): boolean {
  try {
    const flags = /^flags:\s*(\d+)$/m.exec(readFileSync(`/proc/self/fdinfo/${descriptor}`, 'latin1'))?.[1];
    if (flags === undefined || (Number.parseInt(flags, 8) & CLOSE_ON_EXEC) !== 0) return false;
    const status = fstatSync(descriptor);
    return !(status.isCharacterDevice() && status.rdev === NULL_DEVICE);
  } catch {
    // The one that listed them is closed by now.
    return false;
  }
}
