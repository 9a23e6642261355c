import { lstatSync, readdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';

/** Which files of a folder are kept. */
export interface SweepOptions {
  /** Names of the files that are looked at; others stay. */
  readonly names: RegExp;
  /** Days since a file was last written. */
  readonly days: number;
  /** Most bytes of all of them together; the oldest go first. @defaultValue no limit */
  readonly bytes?: number;
}

const DAY = 86_400_000;

/** Removes old files from a folder. Never throws: those that cannot be removed are no reason to write no new ones. */
export function sweepFiles(folder: string, { names, days, bytes = Infinity }: SweepOptions): void {
  try {
    let total = 0;
    for (const { path, age, size } of listNewestFirst(folder, names)) {
      total += size;
      if (age > days * DAY || total > bytes) rmSync(path, { force: true });
    }
  } catch {
    // The next sweep tries again.
  }
}

interface FoundFile {
  readonly path: string;
  /** Milliseconds. */
  readonly age: number;
  readonly size: number;
}

function listNewestFirst(folder: string, names: RegExp): FoundFile[] {
  const found: FoundFile[] = [];
  for (const name of readdirSync(folder)) {
    const path = join(folder, name);
    const stats = names.test(name) ? lstatSync(path, { throwIfNoEntry: false }) : undefined;
    if (stats?.isFile() === true) found.push({ path, age: Date.now() - stats.mtimeMs, size: stats.size });
  }
  return found.toSorted((a, b) => a.age - b.age);
}
