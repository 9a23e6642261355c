import { existsSync } from 'node:fs';
import { join, relative, sep } from 'node:path';
import { findCheckout, readSmallFile } from '@poppobuilder/core/runner-kit';

/** The git repository that contains a folder, read from its files without running git. */
export interface Repository {
  /** Top of the work tree. */
  readonly workTree: string;
  /** The folder inside it, with `/` at its end, or nothing for the top. */
  readonly prefix: string;
  readonly indexFile: string;
  readonly objectsFolder: string;
}

/** The configuration of a repository is never longer. In bytes. */
const MAX_SIZE = 1024 * 1024;

/**
 * Settings with which an object's id need not stand for what is in the work tree: other attributes than those of the work
 * tree and of the user, or ids of another kind.
 */
const UNSUPPORTED = /attributesfile|\[\s*include|objectformat|worktreeconfig|refstorage/i;

/** Returns `undefined` outside of a repository, and for one with settings that are not supported. */
export function findRepository(folder: string): Repository | undefined {
  const checkout = findCheckout(folder);
  if (checkout === undefined || checkout.kind === 'elsewhere') return undefined;
  const { top, gitFolder, commonFolder } = checkout;
  const config = readSmallFile(join(commonFolder, 'config'), MAX_SIZE);
  if (config === undefined || UNSUPPORTED.test(config)) return undefined;
  const attributesFile = join(commonFolder, 'info', 'attributes');
  const attributes = existsSync(attributesFile) ? readSmallFile(attributesFile, MAX_SIZE) : '';
  if (attributes?.trim() !== '') return undefined;
  const path = relative(top, folder).split(sep).join('/');
  return {
    workTree: top,
    prefix: path === '' ? '' : `${path}/`,
    indexFile: join(gitFolder, 'index'),
    objectsFolder: join(commonFolder, 'objects'),
  };
}
