import { closeSync, constants, fstatSync, lstatSync, openSync } from 'node:fs';

/** How {@link openRegularFile} opens a file. */
export interface OpenOptions {
  /** Of `fs.constants`; private to the owner when it is created. */
  readonly flags: number;
  /** Whether a link is followed. */
  readonly followLinks: boolean;
}

/**
 * Opens a regular file, and never waits, as opening a pipe would. Gives its descriptor.
 *
 * Throws what the file system does, and an error without a `code` for a link that is not followed and for what is no
 * regular file.
 */
export function openRegularFile(path: string, { flags, followLinks }: OpenOptions): number {
  // Windows has no O_NOFOLLOW; elsewhere this gives the message, and the flag stays true when the file is replaced.
  if (!followLinks && lstatSync(path, { throwIfNoEntry: false })?.isSymbolicLink() === true) {
    throw new Error(`${path} is a link, which may lead out of the project; put a file there`);
  }
  const noFollow = followLinks ? 0 : (constants.O_NOFOLLOW ?? 0);
  const descriptor = openSync(path, flags | noFollow | (constants.O_NONBLOCK ?? 0), 0o600);
  if (fstatSync(descriptor).isFile()) return descriptor;
  closeSync(descriptor);
  throw new Error(`${path} is not a regular file`);
}
