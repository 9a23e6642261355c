import { readFile } from 'node:fs/promises';
import { readGitIndex } from '@poppobuilder/core/runner-kit';
import { decodePath, encodePath } from './path-text.ts';

/** A file in an index of git. */
export interface IndexEntry {
  /** As `decodePath` reads it. */
  readonly path: string;
  /** Octal, as git writes it: `100644`. */
  readonly mode: string;
  readonly hash: string;
}

/** The mode of a submodule, or of a repository inside another one. */
export const GITLINK = '160000';

/** Reads the entries of an index of this package's own. */
export async function readIndex(file: string): Promise<IndexEntry[]> {
  const entries: IndexEntry[] = [];
  const isWhole = await readGitIndex(await readFile(file), ({ path, mode, id }) => {
    entries.push({ path: decodePath(path), mode: mode.toString(8), hash: id });
  });
  if (!isWhole) throw new Error(`The git index "${file}" is damaged or has an unknown format.`);
  return entries;
}

/** Returns lines for `update-index --index-info -z`. Each sets an entry, or removes a path without one. */
export function indexInfo(
  entries: readonly { readonly path: string; readonly entry?: IndexEntry | undefined }[],
): Buffer {
  const removed = entries
    .filter(({ entry }) => entry === undefined)
    .map(({ path }) => `0 ${'0'.repeat(40)}\t${path}\0`);
  const set = entries.flatMap(({ path, entry }) =>
    entry === undefined ? [] : [`${entry.mode} ${entry.hash}\t${path}\0`],
  );
  return encodePath([...removed, ...set].join(''));
}
