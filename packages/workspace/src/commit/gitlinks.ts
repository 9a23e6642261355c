import { existsSync } from 'node:fs';
import { GITLINK, type IndexEntry } from '../git/index-file.ts';
import { placeOf } from '../git/path-text.ts';
import type { Worktree } from '../worktree/worktree.ts';

/** An index right after the files were taken into it. */
export interface TakenFiles {
  readonly worktree: Worktree;
  readonly entries: readonly IndexEntry[];
  /** The submodules that were there at the start. */
  readonly gitlinks: readonly IndexEntry[];
}

/**
 * Leaves repositories inside the worktree out of the index, and puts the submodules of the start back, but for those whose
 * folder is gone or holds files now. Resolves with the paths of what is left out by that: other repositories, and submodules
 * that are at another commit.
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
