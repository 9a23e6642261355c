import { randomUUID } from 'node:crypto';
import { closeSync, openSync, writeSync } from 'node:fs';
import { rm } from 'node:fs/promises';
import { join } from 'node:path';
import { agentRepositoryEnvironment } from '../git/git-environment.ts';
import type { Mirror } from '../git/mirror.ts';
import { BlobReader } from '../git/read-blobs.ts';
import { decodePaths } from '../git/path-text.ts';
import { parseRawDiff, type RawChange } from '../git/raw-diff.ts';
import { runGit } from '../git/run-git.ts';

/** A commit that the agent created itself. */
export interface AgentCommit {
  readonly hash: string;
  readonly tree: string;
  /** E-mail addresses of author and committer. */
  readonly emails: readonly string[];
  /** Headers and message of the commit, as git stores them. */
  readonly text: string;
  /** Whether it has unusual headers, such as a signature or an encoding. */
  readonly hasMoreHeaders: boolean;
  readonly changes: readonly RawChange[];
}

/** Maximum size of imported objects. In bytes. */
const MAX_BUNDLE_SIZE = 1024 * 1024 * 1024;

/** Maximum size of a bundle's header. In bytes. */
const MAX_HEADER_SIZE = 64 * 1024;

/**
 * Imports the agent's own commits on top of a commit and returns them, oldest first. Git runs in the agent's repository
 * with the agent's isolation and only writes a pack to its output; the mirror checks every object in it. Returns an empty
 * list when there are none or when they do not descend from that commit.
 */
export async function takeAgentCommits(
  mirror: Mirror,
  worktree: string,
  { from, base }: { readonly from: string; readonly base: string },
): Promise<AgentCommit[]> {
  const pack = join(mirror.folder, `pack-${randomUUID()}`);
  try {
    const head = await writePack(mirror, worktree, pack, [from, base]);
    if (head === undefined) return [];
    const indexed = await mirror.tryGit(['index-pack', '--stdin', '--fix-thin', '--strict'], {
      inputFile: pack,
    });
    if (indexed.exitCode !== 0 || !(await mirror.isAncestor(from, head))) return [];
    return await readCommits(mirror, head, [from, base]);
  } finally {
    await rm(pack, { force: true });
  }
}

/** Writes the objects of the agent's commits to a file. Returns the last commit. */
async function writePack(
  mirror: Mirror,
  worktree: string,
  file: string,
  known: readonly string[],
): Promise<string | undefined> {
  const { services } = mirror;
  const descriptor = openSync(file, 'wx', 0o600);
  let header: Buffer | undefined = Buffer.alloc(0);
  let head: string | undefined;
  let size = 0;
  const write = (chunk: Buffer): void => {
    let body = chunk;
    if (header !== undefined) {
      header = Buffer.concat([header, chunk]);
      const end = header.indexOf('\n\n');
      if (end === -1) {
        if (header.length > MAX_HEADER_SIZE) throw new Error('The header of the bundle is too long.');
        return;
      }
      [, head] = /^([0-9a-f]{40}) HEAD$/m.exec(header.toString('latin1', 0, end)) ?? [];
      body = header.subarray(end + 2);
      header = undefined;
    }
    size += body.length;
    if (size > MAX_BUNDLE_SIZE) throw new Error('The bundle is too large.');
    writeSync(descriptor, body);
  };
  try {
    const end = await runGit(services, {
      args: ['bundle', 'create', '--quiet', '-', 'HEAD', '--not', ...known],
      cwd: worktree,
      isolated: true,
      environment: agentRepositoryEnvironment(services.context.environment, join(worktree, '.git')),
      onStdout: write,
    });
    return end.exitCode === 0 ? head : undefined;
  } catch (error) {
    services.context.signal.throwIfAborted();
    services.logger.debug({ error }, "The agent's own commits could not be read, so they become one commit.");
    return undefined;
  } finally {
    closeSync(descriptor);
  }
}

const FIELDS = ['%H', '%T', '%ae', '%ce'];
const START = 'commit ';

/** The start of a changed file. */
const RAW = /^\n?:+[0-7]{6} /;

async function readCommits(mirror: Mirror, head: string, known: readonly string[]): Promise<AgentCommit[]> {
  const format = `--format=${START}${FIELDS.join('%x00')}`;
  const diff = ['-c', '--raw', '-z', '--no-renames', '--no-abbrev', '-r'];
  const args = [
    'log',
    '--reverse',
    '--topo-order',
    '--no-show-signature',
    format,
    ...diff,
    head,
    '--not',
    ...known,
  ];
  const { stdout } = await mirror.git(args);
  const commits = parseCommits(decodePaths(stdout));
  const texts = await readObjects(
    mirror,
    commits.map(({ hash }) => hash),
  );
  return commits.map((commit) => {
    const text = texts.get(commit.hash) ?? '';
    return { ...commit, text, hasMoreHeaders: !PLAIN.test(text) };
  });
}

/** The headers of a plain commit, and the empty line after them. */
const PLAIN = /^tree .*\n(?:parent .*\n)*author .*\ncommitter .*\n\n/;

/** Returns commits as git stores them. */
async function readObjects(mirror: Mirror, hashes: readonly string[]): Promise<ReadonlyMap<string, string>> {
  const texts = new Map<string, string>();
  const reader = new BlobReader(({ hash, bytes }) => {
    texts.set(hash, (texts.get(hash) ?? '') + bytes.toString());
  });
  await mirror.git(['cat-file', '--batch'], {
    input: hashes.map((hash) => `${hash}\n`).join(''),
    onStdout: (chunk) => reader.write(chunk),
  });
  return texts;
}

type ParsedCommit = Omit<AgentCommit, 'text' | 'hasMoreHeaders'>;

function parseCommits(parts: readonly string[]): ParsedCommit[] {
  const commits: ParsedCommit[] = [];
  let index = 0;
  for (let header = parts[0] ?? ''; header.startsWith(START); header = parts[index] ?? '') {
    const first = index + FIELDS.length;
    const [tree = '', author = '', committer = ''] = parts.slice(index + 1, first);
    let next = first;
    while (RAW.test(parts[next] ?? '')) next += 2;
    commits.push({
      hash: header.slice(START.length),
      tree,
      emails: [author, committer],
      changes: parseRawDiff(parts.slice(first, next)),
    });
    index = next;
    while (parts[index] === '' && index < parts.length) index += 1;
  }
  return commits;
}
