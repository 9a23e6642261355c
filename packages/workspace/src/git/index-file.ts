import { readFile } from 'node:fs/promises';
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

const HEADER = 12;
const MODE = 24;
const HASH = 40;
const FLAGS = 60;
const PATH = 62;
const EXTENDED = 0x4000;

/** Returns the entries of an index of version 2 or 3. See https://git-scm.com/docs/index-format */
export async function readIndex(file: string): Promise<IndexEntry[]> {
  const bytes = await readFile(file);
  const version = bytes.readUInt32BE(4);
  if (bytes.toString('latin1', 0, 4) !== 'DIRC' || version < 2 || version > 3) {
    throw new Error(`${file} is not a git index of a supported version.`);
  }
  const entries: IndexEntry[] = [];
  let offset = HEADER;
  for (let left = bytes.readUInt32BE(8); left > 0; left -= 1) {
    const extended = (bytes.readUInt16BE(offset + FLAGS) & EXTENDED) === 0 ? 0 : 2;
    const start = offset + PATH + extended;
    const end = bytes.indexOf(0, start);
    entries.push({
      path: decodePath(bytes.subarray(start, end)),
      mode: bytes.readUInt32BE(offset + MODE).toString(8),
      hash: bytes.toString('hex', offset + HASH, offset + FLAGS),
    });
    offset += Math.floor((end - offset + 8) / 8) * 8;
  }
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
