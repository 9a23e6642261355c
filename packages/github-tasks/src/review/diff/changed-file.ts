import parseDiff from 'parse-diff';
import { fileName } from './file-name.ts';

/** A file that a pull request changes. */
export interface ChangedFile {
  /** Its new name; the old one of a deleted file. */
  readonly path: string;
  /** Its part of the unified diff. */
  readonly patch: string;
  /** Lines of the new file that are in the diff: GitHub accepts comments only on these. */
  readonly lines: ReadonlySet<number>;
  /** Added lines of the new file. */
  readonly addedLines: ReadonlySet<number>;
}

/** Returns the files of a unified diff. */
export function changedFiles(diff: string): ChangedFile[] {
  // A line of a file starts with a space, a plus or a minus there, and only a line feed ends it.
  return diff
    .split(/(?<![^\n])(?=diff --git )/)
    .filter((patch) => patch.startsWith('diff --git '))
    .flatMap(changedFile);
}

function changedFile(patch: string): ChangedFile[] {
  const [file] = parseDiff(patch);
  // parse-diff does not decode quoted names and strips what looks like a time, so one file could pass for another.
  const path = fileName(patch);
  if (file === undefined || path === undefined) return [];
  const lines = new Set<number>();
  const addedLines = new Set<number>();
  for (const change of file.chunks.flatMap(({ changes }) => changes)) {
    if (change.type === 'add') addedLines.add(change.ln);
    if (change.type === 'add') lines.add(change.ln);
    else if (change.type === 'normal') lines.add(change.ln2);
  }
  return [{ path, patch, lines, addedLines }];
}
