import type { ChangedFile } from './changed-file.ts';

/** Maximum size of the diff for one run of the agent. In bytes. */
const MAX_PART_SIZE = 100_000;

/** Files that tools generate, which are not reviewed. */
const GENERATED =
  /(^|\/)(package-lock\.json|npm-shrinkwrap\.json|pnpm-lock\.yaml|yarn\.lock|bun\.lockb?|Cargo\.lock|poetry\.lock|uv\.lock|composer\.lock|Gemfile\.lock|go\.sum)$|\.min\.(js|css)$|\.(map|snap)$/;

/** A diff as the agent reads it. */
export interface SplitDiff {
  /** Groups of files, each for one run. */
  readonly parts: readonly (readonly ChangedFile[])[];
  /** Names of files that are not read. */
  readonly unread: readonly string[];
}

/** Returns a diff split by file into parts of one run each. Files beyond the budget, in bytes, are not read. */
export function splitDiff(files: readonly ChangedFile[], budget: number): SplitDiff {
  const parts: ChangedFile[][] = [];
  const unread: string[] = [];
  let left = budget;
  let room = 0;
  for (const file of files) {
    const size = Buffer.byteLength(file.patch);
    if (GENERATED.test(file.path) || file.lines.size === 0 || size > Math.min(MAX_PART_SIZE, left)) {
      unread.push(file.path);
      continue;
    }
    left -= size;
    if (parts.length === 0 || size > room) {
      parts.push([]);
      room = MAX_PART_SIZE;
    }
    parts.at(-1)?.push(file);
    room -= size;
  }
  return { parts, unread };
}
