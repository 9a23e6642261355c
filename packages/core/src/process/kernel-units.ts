import { readFileSync } from 'node:fs';

/** The units in which /proc counts. */
export interface KernelUnits {
  /** Bytes of a page of memory. */
  readonly pageBytes: number;
  /** Milliseconds of a clock tick. */
  readonly tickMs: number;
}

const PAGE_SIZE = 6n;
const CLOCK_TICKS = 17n;
const LAST = 0n;

/**
 * Reads them from what the kernel handed to this process at its start; 4096 bytes and 10 ms where it handed over nothing.
 *
 * @see https://man7.org/linux/man-pages/man3/getauxval.3.html
 */
export function readKernelUnits(): KernelUnits {
  const values = new Map<bigint, bigint>();
  try {
    const words = new BigUint64Array(Uint8Array.from(readFileSync('/proc/self/auxv')).buffer);
    for (let at = 0; at + 1 < words.length && words[at] !== LAST; at += 2) {
      values.set(words[at] ?? LAST, words[at + 1] ?? LAST);
    }
  } catch {
    // Not Linux, or not readable.
  }
  return {
    pageBytes: Number(values.get(PAGE_SIZE) ?? 4096n),
    tickMs: 1000 / Number(values.get(CLOCK_TICKS) ?? 100n),
  };
}
