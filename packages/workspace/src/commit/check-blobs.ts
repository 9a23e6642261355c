import type { Mirror } from '../git/mirror.ts';
import { BlobReader } from '../git/read-blobs.ts';
import type { SkipReason } from '../workspaces.ts';
import { holdsRegistrySecret } from './secret-paths.ts';

/** A version of a file. */
export interface FileVersion {
  readonly path: string;
  readonly hash: string;
}

/** GitHub takes no larger file. In bytes. */
const LARGEST = 100 * 1024 * 1024;

/** Reads versions of files; gives those that are not to be pushed for what is in them, by path and hash. */
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
      else if (size > LARGEST) found.set(versionKey(version), 'too-large');
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

/** Names a version of a file. */
export function versionKey({ path, hash }: FileVersion): string {
  return `${hash} ${path}`;
}
