import { createHash } from 'node:crypto';
import { readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { runGit } from '../../project/run-git.ts';

/** What a project consists of, by name: digests of its files, and where its branches and tags are. */
export async function snapshotOf(projectPath: string): Promise<ReadonlyMap<string, string>> {
  const entries = await readdir(projectPath, { recursive: true, withFileTypes: true });
  const found = new Map<string, string>();
  for (const entry of entries) {
    const path = join(entry.parentPath, entry.name);
    const name = relative(projectPath, path);
    if (/^\.(git|poppo)\b/.test(name) && !name.startsWith('.github')) continue;
    if (entry.isFile())
      found.set(
        name,
        createHash('sha256')
          .update(await readFile(path))
          .digest('hex'),
      );
    else if (entry.isSymbolicLink()) found.set(name, await readlink(path));
  }
  const references = await runGit(projectPath, ['for-each-ref', '--format=%(refname) %(objectname)']);
  found.set('branches and tags', references);
  return found;
}
