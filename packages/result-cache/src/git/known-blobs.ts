import { open } from 'node:fs/promises';
import { type GitIndexEntry, readGitIndex } from '@poppobuilder/core/runner-kit';
import type { InputFile } from '../files/find-input-files.ts';
import { READ_AT_ONCE, readUpTo } from '../files/read-up-to.ts';
import { findRepository, type Repository } from './find-repository.ts';
import { makeEmptyRepository, queryRepository, type RepositoryQuery } from './query-repository.ts';

type IndexEntry = Omit<GitIndexEntry, 'path' | 'mode' | 'stage'>;

/** A file that has not changed since git looked at it. */
interface Clean {
  readonly path: string;
  /** Relative to the work tree. */
  readonly tracked: string;
  readonly id: string;
  readonly size: bigint;
}

/**
 * Ids of the blobs that files hold byte for byte, by path, for those files of which git knows it without reading: tracked,
 * not changed since, and not converted between blob and work tree. The others are to be read. Nothing outside of a
 * repository.
 *
 * @param query - its `gitFolder` is created
 */
export async function knownBlobs(
  projectPath: string,
  files: readonly InputFile[],
  { gitFolder, signal }: Omit<RepositoryQuery, 'repository'>,
): Promise<ReadonlyMap<string, string> | undefined> {
  const repository = findRepository(projectPath);
  if (repository === undefined) return undefined;
  const clean = await findClean(repository, files, signal);
  if (clean.length === 0) return new Map();
  try {
    await makeEmptyRepository(gitFolder);
    const query = { repository, gitFolder, signal };
    const [sizes, filtered] = await Promise.all([sizesOf(clean, query), findFiltered(clean, query)]);
    // A conversion of line ends that changes anything changes the size.
    const same = clean.filter(({ tracked, id, size }) => sizes.get(id) === size && !filtered.has(tracked));
    return new Map(same.map(({ path, id }) => [path, id]));
  } catch {
    signal?.throwIfAborted();
    // Without git all files are read.
    return new Map();
  }
}

async function findClean(
  { indexFile, prefix }: Repository,
  files: readonly InputFile[],
  signal: AbortSignal | undefined,
): Promise<Clean[]> {
  const index = await readIndexFile(indexFile, signal);
  if (index === undefined) return [];
  return files.flatMap((file) => {
    const tracked = `${prefix}${file.path}`;
    const entry = index.entries.get(tracked);
    if (entry === undefined || !isUnchanged(file, entry, index.writtenAt)) return [];
    return [{ path: file.path, tracked, id: entry.id, size: file.stats.size }];
  });
}

const REGULAR_FILE = 0o10;

/** Such an index has some 300,000 files. In bytes. */
const MAX_INDEX_SIZE = 32 * 1024 * 1024;

async function readIndexFile(
  path: string,
  signal: AbortSignal | undefined,
): Promise<{ readonly entries: ReadonlyMap<string, IndexEntry>; readonly writtenAt: bigint } | undefined> {
  try {
    await using file = await open(path, READ_AT_ONCE);
    const stats = await file.stat({ bigint: true });
    if (!stats.isFile() || stats.size > MAX_INDEX_SIZE) return undefined;
    const bytes = await readUpTo(file, Number(stats.size));
    const entries = new Map<string, IndexEntry>();
    const onEntry = ({ path: name, mode, stage, id, mtime, ctime, inode, size }: GitIndexEntry): void => {
      if (mode >>> 12 !== REGULAR_FILE || stage !== 0) return;
      entries.set(name.toString('utf8'), { id, mtime, ctime, inode, size });
    };
    const isWhole = await readGitIndex(bytes, onEntry, signal);
    return isWhole ? { entries, writtenAt: stats.mtimeNs } : undefined;
  } catch {
    signal?.throwIfAborted();
    return undefined;
  }
}

const SECOND = 1_000_000_000n;

/** A file that was written in the second in which the index was may have been written again behind its back. */
function isUnchanged({ stats }: InputFile, entry: IndexEntry, indexWrittenAt: bigint): boolean {
  return (
    stats.isFile() &&
    stats.mtimeNs === entry.mtime &&
    stats.ctimeNs === entry.ctime &&
    BigInt.asUintN(32, stats.ino) === BigInt(entry.inode) &&
    BigInt.asUintN(32, stats.size) === BigInt(entry.size) &&
    stats.mtimeNs / SECOND < indexWrittenAt / SECOND
  );
}

/** Sizes of blobs by id. */
async function sizesOf(
  clean: readonly Clean[],
  query: RepositoryQuery,
): Promise<ReadonlyMap<string, bigint>> {
  const ids = [...new Set(clean.map(({ id }) => id))];
  const args = ['cat-file', '--batch-check=%(objectname) %(objecttype) %(objectsize)'];
  const output = await queryRepository(args, query, `${ids.join('\n')}\n`);
  const blobs = output.toString('latin1').matchAll(/^(\w+) blob (\d+)$/gm);
  return new Map([...blobs].map(([, id = '', size = '']) => [id, BigInt(size)]));
}

const CONVERTING = ['filter', 'ident', 'working-tree-encoding'];

/** Those of the paths, relative to the work tree, whose content git converts otherwise than by line ends. */
async function findFiltered(clean: readonly Clean[], query: RepositoryQuery): Promise<ReadonlySet<string>> {
  const input = clean.map(({ tracked }) => `${tracked}\0`).join('');
  const args = ['check-attr', '-z', '--stdin', ...CONVERTING];
  const output = await queryRepository(args, query, input);
  const fields = output.toString('utf8').split('\0');
  const filtered = new Set<string>();
  for (let at = 0; at + 2 < fields.length; at += 3) {
    const [path = '', , value = ''] = fields.slice(at, at + 3);
    if (value !== 'unspecified' && value !== 'unset') filtered.add(path);
  }
  return filtered;
}
