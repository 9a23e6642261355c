import { lstat, readdir, readFile, readlink } from 'node:fs/promises';
import { join, relative } from 'node:path';

/** Returns every file and link of a folder with its content, to see that nothing has changed. */
export async function folderContents(folder: string): Promise<Record<string, string>> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true });
  const contents = entries.map(async ({ parentPath, name }) => {
    const path = join(parentPath, name);
    const status = await lstat(path);
    const content = status.isSymbolicLink()
      ? `-> ${await readlink(path)}`
      : status.isDirectory()
        ? '/'
        : await readFile(path, 'utf8');
    return [relative(folder, path), content] as const;
  });
  return Object.fromEntries((await Promise.all(contents)).toSorted(([a], [b]) => a.localeCompare(b)));
}
