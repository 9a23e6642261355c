import { existsSync } from 'node:fs';
import { join } from 'node:path';
import type { Logger } from '@poppobuilder/core';
import { GITLINK, type IndexEntry } from '../git/index-file.ts';
import type { Worktree } from '../worktree/worktree.ts';

/** An index right after the files were taken into it. */
export interface TakenFiles {
  readonly worktree: Worktree;
  readonly entries: readonly IndexEntry[];
  /** The submodules that were there at the start. */
  readonly gitlinks: readonly IndexEntry[];
  readonly logger: Logger;
}

/**
 * Leaves repositories inside the worktree out of the index, and puts the submodules of the start back, but for those whose
 * folder is gone or holds files now.
 */
export async function putBackGitlinks({ worktree, entries, gitlinks, logger }: TakenFiles): Promise<void> {
  const submodules = new Set(gitlinks.map(({ path }) => path));
  const nested = entries.filter(({ path, mode }) => mode === GITLINK && !submodules.has(path));
  if (nested.length > 0) {
    const paths = nested.map(({ path }) => path);
    logger.warn({ paths }, 'Repositories inside of the worktree are not committed.');
  }
  const kept = gitlinks.filter(
    ({ path }) =>
      existsSync(join(worktree.path, path)) &&
      !entries.some(
        (entry) => entry.path.startsWith(`${path}/`) || (entry.path === path && entry.mode !== GITLINK),
      ),
  );
  await worktree.setEntries([
    ...nested.map(({ path }) => ({ path })),
    ...kept.map((entry) => ({ path: entry.path, entry })),
    ...gitlinks
      .filter((gitlink) => !kept.includes(gitlink))
      .filter(({ path }) => entries.some((entry) => entry.path === path && entry.mode === GITLINK))
      .map(({ path }) => ({ path })),
  ]);
}
