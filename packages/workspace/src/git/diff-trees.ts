import type { Mirror } from './mirror.ts';
import { decodePaths } from './path-text.ts';
import { parseRawDiff, type RawChange } from './raw-diff.ts';

/** Returns the files that differ between two commits or trees. */
export async function diffTrees(mirror: Mirror, from: string, to: string): Promise<RawChange[]> {
  const args = ['diff-tree', '-r', '-z', '--raw', '--no-renames', '--no-abbrev', from, to];
  const { stdout } = await mirror.git(args);
  return parseRawDiff(decodePaths(stdout));
}
