import type { Mirror } from '../git/mirror.ts';
import { BlobReader } from '../git/read-blobs.ts';
import type { SkipReason } from '../workspaces.ts';
import { holdsRegistrySecret } from './secret-paths.ts';

/** A version of a file. */
export interface FileVersion {
  readonly path: string;
  readonly hash: string;
}

/** Maximum size of a file on GitHub. In bytes. */
const MAX_FILE_SIZE = 100 * 1024 * 1024;

/** Returns the file versions whose contents must not be pushed, by path and hash. */
export async function checkBlobs(
  mirror: Mirror,
  versions: readonly FileVersion[],
): Promise<ReadonlyMap<string, SkipReason>> {
  const { masker } = mirror.services;
  const found = new Map<string, SkipReason>();
  const paths = Map.groupBy(versions, ({ hash }) => hash);
  if (paths.size === 0) return found;
  const reader = new BlobReader(({ hash, size, bytes }) => {
    const text = bytes.toString('utf8');
    const holdsSecret = isMasked(text) || (text.includes('\0') && isMasked(text.replaceAll('\0', '')));
    for (const version of paths.get(hash) ?? []) {
      if (holdsSecret || holdsRegistrySecret(version.path, text)) found.set(versionKey(version), 'secret');
      else if (size > MAX_FILE_SIZE) found.set(versionKey(version), 'too-large');
    }
  });
  function isMasked(text: string): boolean {
    return masker.text(text) !== text;
  }
  await mirror.git(['cat-file', '--batch'], {
    input: [...paths.keys()].map((hash) => `${hash}\n`).join(''),
    onStdout: (chunk) => reader.write(chunk),
    doing: 'The changed files could not be read',
  });
  for (const version of versions) {
    if (masker.text(version.path) !== version.path) found.set(versionKey(version), 'secret');
  }
  return found;
}

/** Returns the key of a file version. */
export function versionKey({ path, hash }: FileVersion): string {
  return `${hash} ${path}`;
}
