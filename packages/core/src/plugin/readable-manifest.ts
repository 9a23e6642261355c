import { type Stats, statSync } from 'node:fs';
import { dirname, join } from 'node:path';

/** Maximum size of a package.json, because a task may have written it. In bytes. */
const MAX_SIZE = 4 * 1024 * 1024;

/** Throws for a package.json that is a pipe or the like, for which this process would wait without end, or a huge one. */
export function assertReadableManifest(path: string): void {
  const stats = look(path);
  if (stats === undefined || (stats.isFile() && stats.size <= MAX_SIZE)) return;
  throw new Error(`${path} is not a regular file of at most ${MAX_SIZE} bytes`);
}

/** The same for each package.json that is read to find a package from a folder. */
export function assertReadableManifests(specifier: string, from: string): void {
  const [name = specifier] = /^(?:@[^/]+\/)?[^/]+/.exec(specifier) ?? [];
  for (let folder = from; ; folder = dirname(folder)) {
    assertReadableManifest(join(folder, 'package.json'));
    assertReadableManifest(join(folder, 'node_modules', name, 'package.json'));
    if (folder === dirname(folder)) return;
  }
}

/** Nothing where nothing can be read. */
function look(path: string): Stats | undefined {
  try {
    return statSync(path);
  } catch {
    return undefined;
  }
}
