import { createHash, type Hash } from 'node:crypto';
import { type FileHandle, open } from 'node:fs/promises';
import { join } from 'node:path';
import { SkipCache } from '../skip-cache.ts';
import { knownBlobs } from '../git/known-blobs.ts';
import { cannotRead, findInputFiles, type InputFile } from './find-input-files.ts';
import { inputPatterns } from './input-patterns.ts';
import { READ_AT_ONCE, readUpTo } from './read-up-to.ts';

/** Files that are read at the same time. */
const CONCURRENCY = 16;

/** A file up to this size is read at once. In bytes. */
const WHOLE = 1024 * 1024;

/** More than this takes longer to read than most tasks to run, and the host reads it. In bytes. */
const MAX_READ = 1024 ** 3;

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
  /** Stops looking when it aborts. */
  readonly signal?: AbortSignal | undefined;
  /** Is called with the path of every file whose content is read. */
  readonly onRead?: ((path: string) => void) | undefined;
}

/**
 * Digests of all files of a project that globs name, by path: content and whether it can be executed, or what a link
 * says. Where git knows the content of a file that has not changed since, it is not read.
 *
 * Rejects with {@link SkipCache} when something cannot be read, when there is too much to read, and when a glob names
 * nothing; with the signal's reason once that has aborted.
 */
export async function digestFiles(
  projectPath: string,
  globs: readonly string[],
  options: DigestOptions = {},
): Promise<FileDigests> {
  if (globs.length === 0) return { digests: {}, stamp: '' };
  const { gitFolder, signal } = options;
  const patterns = await inputPatterns(projectPath, globs);
  const files = await findInputFiles(projectPath, patterns, signal);
  const [unmatched] = patterns.unmatched();
  if (unmatched !== undefined) throw new SkipCache(`no file is named by ${JSON.stringify(unmatched)}`);
  const known =
    gitFolder === undefined ? undefined : await knownBlobs(projectPath, files, { gitFolder, signal });
  const digests: [path: string, digest: string][] = [];
  const waiting = files.values();
  const reader = new ContentReader(known !== undefined, signal);
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
    return `${await reader.read(join(projectPath, path), path)}${executable}`;
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

/** Reads files for their digests, which in a repository are those that git would give, so that a commit changes no key. */
class ContentReader {
  readonly #asGit: boolean;
  readonly #signal: AbortSignal | undefined;
  #left = MAX_READ;

  constructor(asGit: boolean, signal: AbortSignal | undefined) {
    this.#asGit = asGit;
    this.#signal = signal;
  }

  async read(absolute: string, path: string): Promise<string> {
    try {
      this.#signal?.throwIfAborted();
      await using file = await open(absolute, READ_AT_ONCE);
      const digest = await this.#digest(file);
      if (digest !== undefined) return digest;
    } catch (error) {
      this.#signal?.throwIfAborted();
      throw error instanceof SkipCache ? error : cannotRead(path, error);
    }
    throw new SkipCache(`${JSON.stringify(path)} changed while it was read`);
  }

  /** Nothing when the file has another size than it had. */
  async #digest(file: FileHandle): Promise<string | undefined> {
    const stats = await file.stat();
    if (!stats.isFile()) throw new Error('it is no file any more');
    const { size } = stats;
    this.#left -= size;
    if (this.#left < 0) {
      throw new SkipCache('more than 1 GiB of the files that it depends on would have to be read');
    }
    const hash = this.#asGit ? createHash('sha1').update(`blob ${size}\0`) : createHash('sha256');
    // One byte more shows whether it grows.
    const chunks =
      size <= WHOLE
        ? [await readUpTo(file, size + 1)]
        : file.createReadStream({ autoClose: false, end: size });
    return (await pour(chunks, hash, this.#signal)) === size ? hash.digest('hex') : undefined;
  }
}

async function pour(
  chunks: AsyncIterable<Buffer> | Iterable<Buffer>,
  hash: Hash,
  signal: AbortSignal | undefined,
): Promise<number> {
  let length = 0;
  for await (const chunk of chunks) {
    signal?.throwIfAborted();
    hash.update(chunk);
    length += chunk.length;
  }
  return length;
}
