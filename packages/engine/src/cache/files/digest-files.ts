import { createHash, type Hash } from 'node:crypto';
import { constants } from 'node:fs';
import { open } from 'node:fs/promises';
import { join } from 'node:path';
import { SkipCache } from '../skip-cache.ts';
import { knownBlobs } from '../git/known-blobs.ts';
import { cannotRead, findInputFiles, type InputFile } from './find-input-files.ts';
import { inputPatterns } from './input-patterns.ts';

/** Files that are read at the same time. */
const CONCURRENCY = 16;

/** A file up to this size is read at once. In bytes. */
const WHOLE = 1024 * 1024;

/** What files hold. */
export interface FileDigests {
  /** By path, relative to the project. */
  readonly digests: Readonly<Record<string, string>>;
  /** Another one when a file was written meanwhile, even if it holds the same again. */
  readonly stamp: string;
}

/** How the contents of files are looked at. */
export interface DigestOptions {
  /** An empty repository that git is run in. @defaultValue git is not asked, and all files are read */
  readonly gitFolder?: string | undefined;
  /** Told of every file whose content is read. */
  readonly onRead?: ((path: string) => void) | undefined;
}

/**
 * Digests of all files of a project that globs name, by path: content and whether it can be executed, or what a link
 * says. Where git knows the content of a file that has not changed since, it is not read.
 *
 * Rejects with {@link SkipCache} when something cannot be read.
 */
export async function digestFiles(
  projectPath: string,
  globs: readonly string[],
  options: DigestOptions = {},
): Promise<FileDigests> {
  if (globs.length === 0) return { digests: {}, stamp: '' };
  const files = await findInputFiles(projectPath, inputPatterns(globs));
  const { gitFolder } = options;
  const known = gitFolder === undefined ? undefined : await knownBlobs(projectPath, files, gitFolder);
  const digests: [path: string, digest: string][] = [];
  const waiting = files.values();
  const work = async (): Promise<void> => {
    for (const file of waiting) digests.push([file.path, await digestOf(file)]);
  };
  const digestOf = async (file: InputFile): Promise<string> => {
    const { path, stats, target } = file;
    if (target !== undefined) return `link ${target}`;
    if (!stats.isFile()) return 'special';
    const executable = (stats.mode & 0o111n) === 0n ? '' : ' executable';
    const blob = known?.get(path);
    if (blob !== undefined) return `${blob}${executable}`;
    options.onRead?.(path);
    return `${await read(join(projectPath, path), path, known !== undefined)}${executable}`;
  };
  await Promise.all(Array.from({ length: Math.min(CONCURRENCY, files.length) }, work));
  return { digests: Object.fromEntries(digests), stamp: stampOf(files) };
}

function stampOf(files: readonly InputFile[]): string {
  const hash = createHash('sha256');
  for (const { path, stats } of files.toSorted((a, b) => (a.path < b.path ? -1 : 1))) {
    hash.update(`${path}\0${stats.ino} ${stats.size} ${stats.mtimeNs} ${stats.ctimeNs}\0`);
  }
  return hash.digest('hex');
}

/** The digest of a file's content; in a repository the one that git would give it, so that a commit changes no key. */
async function read(absolute: string, path: string, asGit: boolean): Promise<string> {
  try {
    // A link or a pipe that came in its place meanwhile is not opened, or not waited for.
    const flags = constants.O_RDONLY | (constants.O_NOFOLLOW ?? 0) | (constants.O_NONBLOCK ?? 0);
    await using file = await open(absolute, flags);
    const stats = await file.stat();
    if (!stats.isFile()) throw new Error('it is no file any more');
    const { size } = stats;
    const hash = asGit ? createHash('sha1').update(`blob ${size}\0`) : createHash('sha256');
    const chunks = size <= WHOLE ? [await file.readFile()] : file.createReadStream({ autoClose: false });
    if ((await pour(chunks, hash)) === size) return hash.digest('hex');
  } catch (error) {
    throw cannotRead(path, error);
  }
  throw new SkipCache(`${JSON.stringify(path)} changed while it was read`);
}

async function pour(chunks: AsyncIterable<Buffer> | Iterable<Buffer>, hash: Hash): Promise<number> {
  let length = 0;
  for await (const chunk of chunks) {
    hash.update(chunk);
    length += chunk.length;
  }
  return length;
}
