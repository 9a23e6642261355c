import { closeSync, constants, fstatSync, readFileSync } from 'node:fs';
import { openRegularFile } from '../project/regular-file.ts';

/**
 * Returns the text of a regular file, and `undefined` for a larger one, for a link, and for what cannot be read. Never waits,
 * as reading a pipe would.
 *
 * @param maxSize - bytes
 */
export function readSmallFile(path: string, maxSize: number): string | undefined {
  try {
    const descriptor = openRegularFile(path, { flags: constants.O_RDONLY, followLinks: false });
    try {
      return fstatSync(descriptor).size > maxSize ? undefined : readFileSync(descriptor, 'utf8');
    } finally {
      closeSync(descriptor);
    }
  } catch {
    return undefined;
  }
}
