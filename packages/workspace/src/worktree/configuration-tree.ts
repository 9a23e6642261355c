import { randomUUID } from 'node:crypto';
import { rm } from 'node:fs/promises';
import { diffTrees } from '../git/diff-trees.ts';
import { isConfiguration } from '../commit/skipped-paths.ts';
import { indexInfo } from '../git/index-file.ts';
import type { Mirror } from '../git/mirror.ts';
import { ABSENT } from '../git/raw-diff.ts';

/** Returns the tree of a commit with the configuration of agents taken from the base. */
export async function withConfigurationOf(mirror: Mirror, base: string, commit: string): Promise<string> {
  const changes = (await diffTrees(mirror, base, commit)).filter(({ path }) => isConfiguration(path));
  if (changes.length === 0) return commit;
  const index = mirror.indexFile(`.tree-${randomUUID()}`);
  const files = { worktree: mirror.folder, index };
  try {
    await mirror.git(['read-tree', commit], { files });
    const input = indexInfo(
      changes.map(({ path, oldMode, oldHash }) =>
        oldMode === ABSENT ? { path } : { path, entry: { path, mode: oldMode, hash: oldHash } },
      ),
    );
    await mirror.git(['update-index', '--add', '--replace', '-z', '--index-info'], { files, input });
    return await mirror.text(['write-tree'], { files });
  } finally {
    await rm(index, { force: true });
  }
}
