import type { ChangedFile } from './changed-file.ts';

/** Bytes of diff that one run of the agent reads. */
const PART_SIZE = 100_000;

/** Files that nobody reads: what tools write, and what has no lines. */
const GENERATED =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|Cargo\.lock|poetry\.lock|uv\.lock|composer\.lock|Gemfile\.lock|go\.sum)$|\.min\.(js|css)$|\.(map|snap)$/;

/** A diff as the agent reads it. */
export interface SplitDiff {
  /** Files that one run reads together. */
  readonly parts: readonly (readonly ChangedFile[])[];
  /** Names of files that are not read. */
  readonly unread: readonly string[];
}

/** Splits a diff by file into parts of one run each, within a budget of bytes; what goes over it is not read. */
export function splitDiff(files: readonly ChangedFile[], budget: number): SplitDiff {
  const parts: ChangedFile[][] = [];
  const unread: string[] = [];
  let left = budget;
  let room = 0;
  for (const file of files) {
    const size = Buffer.byteLength(file.patch);
    if (GENERATED.test(file.path) || file.lines.size === 0 || size > Math.min(PART_SIZE, left)) {
      unread.push(file.path);
      continue;
    }
    left -= size;
    if (parts.length === 0 || size > room) {
      parts.push([]);
      room = PART_SIZE;
    }
    parts.at(-1)?.push(file);
    room -= size;
  }
  return { parts, unread };
}
