import parseDiff from 'parse-diff';
import { fileName } from './file-name.ts';

/** A file that a pull request changes. */
export interface ChangedFile {
  /** Its name now; the old one of a file that was deleted. */
  readonly path: string;
  /** Its part of the unified diff. */
  readonly patch: string;
  /** Lines of the new file that are in the diff: GitHub takes comments on these alone. */
  readonly lines: ReadonlySet<number>;
  /** Lines of the new file that are new. */
  readonly addedLines: ReadonlySet<number>;
}

/** The files of a unified diff. */
export function changedFiles(diff: string): ChangedFile[] {
  // A line of a file begins with a space, a plus or a minus there; only a line feed ends one.
  return diff
    .split(/(?<![^\n])(?=diff --git )/)
    .filter((patch) => patch.startsWith('diff --git '))
    .flatMap(changedFile);
}

function changedFile(patch: string): ChangedFile[] {
  const [file] = parseDiff(patch);
  // parse-diff reads no quoted names, and takes what looks like a time off a name: one file could pass for another by that.
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
