import { existsSync } from 'node:fs';
import { GITLINK, type IndexEntry } from '../git/index-file.ts';
import { placeOf } from '../git/path-text.ts';
import type { Worktree } from '../worktree/worktree.ts';

/** An index right after all files were added. */
export interface TakenFiles {
  readonly worktree: Worktree;
  readonly entries: readonly IndexEntry[];
  /** The submodules at the start. */
  readonly gitlinks: readonly IndexEntry[];
}

/**
 * Removes repositories inside the worktree from the index, and restores the submodules of the start, except those whose
 * folder is gone or contains files now. Resolves with the paths that are left out: other repositories, and submodules at
 * another commit.
 */
export async function putBackGitlinks({ worktree, entries, gitlinks }: TakenFiles): Promise<string[]> {
  const submodules = new Map(gitlinks.map(({ path, hash }) => [path, hash]));
  const found = entries.filter(({ mode }) => mode === GITLINK);
  const nested = found.filter(({ path }) => !submodules.has(path));
  const kept = gitlinks.filter(
    ({ path }) =>
      existsSync(placeOf(worktree.path, path)) &&
      !entries.some(
        (entry) => entry.path.startsWith(`${path}/`) || (entry.path === path && entry.mode !== GITLINK),
      ),
  );
  await worktree.setEntries([
    ...nested.map(({ path }) => ({ path })),
    ...kept.map((entry) => ({ path: entry.path, entry })),
    ...gitlinks
      .filter((gitlink) => !kept.includes(gitlink))
      .filter(({ path }) => found.some((entry) => entry.path === path))
      .map(({ path }) => ({ path })),
  ]);
  return found.filter(({ path, hash }) => submodules.get(path) !== hash).map(({ path }) => path);
}
