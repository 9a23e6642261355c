import { lstat, mkdir } from 'node:fs/promises';
import { type FileLock, keepFirstBytes } from '@poppobuilder/core/runner-kit';
import { commitChanges } from './commit/commit-changes.ts';
import { findMarked } from './commit/mark.ts';
import { Records } from './garbage/records.ts';
import { gitFailed } from './git/git-failure.ts';
import type { Mirror } from './git/mirror.ts';
import { pushCommits } from './push/push-commits.ts';
import type { Opening } from './worktree/opening.ts';
import type { Worktree } from './worktree/worktree.ts';
import { type CommitAuthor, workspaceConfig } from './workspace-config.ts';
import type { Changes, CommitOptions, EarlierCommits, Workspace } from './workspaces.ts';

/** Maximum size of a file for {@link Workspace.readBase}. In bytes. */
const MAX_BASE_FILE_SIZE = 256 * 1024;

/** Options of {@link GitWorkspace}. */
export interface GitWorkspaceParts {
  readonly mirror: Mirror;
  readonly worktree: Worktree;
  readonly opening: Opening;
  readonly author: CommitAuthor;
  readonly lock: FileLock;
  readonly onClose: () => void;
}

/** An open worktree. */
export class GitWorkspace implements Workspace {
  readonly path: string;
  readonly branch: string;
  readonly base: string;
  readonly isExisting: boolean;
  readonly isKept: boolean;
  readonly baseCommit: string;
  readonly startCommit: string;
  readonly #parts: GitWorkspaceParts;
  /** The commit on which later changes are based. */
  #from: string;
  #last: { readonly changes: Changes; readonly from: string } | undefined;
  #closing: Promise<void> | undefined;

  constructor(parts: GitWorkspaceParts) {
    this.#parts = parts;
    const { opening, worktree } = parts;
    this.path = worktree.path;
    this.branch = opening.branch;
    this.base = opening.base;
    this.isExisting = opening.isExisting;
    this.isKept = opening.isKept;
    this.baseCommit = opening.baseCommit;
    this.startCommit = opening.startCommit;
    this.#from = opening.startCommit;
  }

  async readBase(path: string): Promise<string | undefined> {
    if (/[\0\n]/.test(path)) return undefined;
    const { stdout } = await this.#mirror().git(['cat-file', '--batch', '--follow-symlinks'], {
      input: `${this.baseCommit}:${path}\n`,
    });
    const end = stdout.indexOf(10);
    const [, size] = /^[0-9a-f]{40} blob (\d+)$/.exec(stdout.toString('utf8', 0, end)) ?? [];
    if (size === undefined) return undefined;
    const start = end + 1;
    const bytes = keepFirstBytes(stdout.subarray(start, start + Number(size)), MAX_BASE_FILE_SIZE);
    return new TextDecoder().decode(bytes);
  }

  async has(commit: string): Promise<boolean> {
    return (await this.#mirror().missing([commit])).length === 0;
  }

  async pack({ commits, head }: Changes): Promise<Uint8Array> {
    const [first] = commits;
    const input = first === undefined ? '' : `${head}\n^${first}^@\n`;
    const args = ['pack-objects', '--revs', '--stdout', '-q'];
    const doing = 'The commits could not be packed';
    return (await this.#mirror().git(args, { input, doing })).stdout;
  }

  async unpack({ commits, head }: Changes, packed: Uint8Array): Promise<boolean> {
    const mirror = this.#mirror();
    if (commits.length === 0) return false;
    const end = await mirror.tryGit(['unpack-objects', '-q'], { input: packed });
    if (end.exitCode !== 0 || (await mirror.missing(commits)).length > 0) return false;
    // All that they refer to is there: what they are based on may have been removed from the remote.
    const range = [head, '--not', '--remotes=origin'];
    const check = await mirror.tryGit(['rev-list', '--objects', '--quiet', ...range]);
    if (check.exitCode !== 0) return false;
    await this.#keep('result', head);
    return true;
  }

  async earlierCommits(head?: string): Promise<EarlierCommits | undefined> {
    const { opening, author } = this.#parts;
    const { mark } = opening;
    const hasCommits = this.isExisting && this.startCommit !== this.baseCommit;
    if (mark === undefined || (head === undefined && !hasCommits)) return undefined;
    if (head !== undefined) await this.#fetchMissing([head]);
    const search = { mark, email: author.email, base: this.baseCommit, head: head ?? this.startCommit };
    return findMarked(this.#mirror(), search);
  }

  async snapshot(): Promise<string> {
    const { worktree } = this.#parts;
    await this.#assertFolder();
    await worktree.addAll();
    return worktree.writeTree();
  }

  async commit({ message }: CommitOptions): Promise<Changes> {
    const { worktree, opening, author } = this.#parts;
    const mirror = this.#mirror();
    await this.#assertFolder();
    const from = this.#from;
    const changes = await commitChanges({
      mirror,
      worktree,
      from,
      base: this.baseCommit,
      gitlinks: opening.gitlinks,
      rules: {
        workflows: mirror.services.project.config.section(workspaceConfig).workflows ?? false,
        keepsConfiguration: opening.keepsConfiguration,
      },
      author,
      message,
      mark: opening.mark,
    });
    const same = await this.#sameAsLast(changes, from);
    if (same !== undefined) return same;
    this.#last = { changes, from };
    if (changes.commits.length > 0) await this.#keep('result', changes.head);
    return changes;
  }

  async push(changes: Changes): Promise<Changes> {
    const { opening, author } = this.#parts;
    const { name, remote, branch } = opening;
    if (changes.commits.length === 0) return changes;
    const mirror = this.#mirror();
    const from = this.#from;
    const pushed = await pushCommits({ ...changes, mirror, name, remote, branch, from, author });
    await this.#keep('keep', changes.head);
    this.#from = changes.head;
    await this.#record();
    return { ...changes, ...pushed };
  }

  async mergesIntoBase(head: string): Promise<boolean | undefined> {
    const args = ['merge-tree', '--write-tree', '--no-messages', await this.#latestBase(), head];
    const { exitCode, stdout } = await this.#mirror().tryGit(args);
    // Git also exits with 1 for a missing commit, but then it writes no tree.
    return (exitCode === 0 || exitCode === 1) && stdout.length > 0 ? exitCode === 0 : undefined;
  }

  async diff(
    from: string,
    to: string,
    options: { readonly paths?: readonly string[] } = {},
  ): Promise<string> {
    const mirror = this.#mirror();
    await this.#fetchMissing([from, to]);
    const flags = ['--no-color', '--no-ext-diff', '--no-textconv', '--no-relative', '-U3', '-M'];
    const paths = (options.paths ?? []).map((path) => `:(top,literal)${path}`);
    const args = ['diff', ...flags, '--end-of-options', `${from}...${to}`, '--', ...paths];
    return (await mirror.git(args, { doing: 'The difference could not be read' })).stdout.toString();
  }

  async #fetchMissing(commits: readonly string[]): Promise<void> {
    const mirror = this.#mirror();
    const missing = await mirror.missing(commits);
    if (missing.length > 0) await mirror.locked(() => mirror.fetch(this.#parts.opening.remote, missing));
  }

  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    const { lock, onClose } = this.#parts;
    try {
      await this.#record();
    } finally {
      lock.release();
      onClose();
    }
  }

  /** Returns the current commit of the base, or that of the start if the remote cannot be read. */
  async #latestBase(): Promise<string> {
    const mirror = this.#mirror();
    const { remote } = this.#parts.opening;
    const ref = `refs/heads/${this.base}`;
    try {
      const latest = (await mirror.listRemote(remote, [ref], true)).commits.get(ref) ?? this.baseCommit;
      if ((await mirror.missing([latest])).length > 0) {
        await mirror.locked(() => mirror.fetch(remote, [`+${ref}:refs/remotes/origin/${this.base}`]));
      }
      return latest;
    } catch (error) {
      mirror.services.context.signal.throwIfAborted();
      mirror.services.logger.warn({ error }, `The latest commit of ${this.base} could not be read.`);
      return this.baseCommit;
    }
  }

  #mirror(): Mirror {
    const { mirror, opening } = this.#parts;
    if (this.#closing === undefined) return mirror;
    throw gitFailed(
      { message: `The worktree ${opening.name} is closed and can no longer be used.` },
      mirror.services.masker,
    );
  }

  /** Committing again without a change returns the same commits, so that a retry pushes nothing twice. */
  async #sameAsLast(changes: Changes, from: string): Promise<Changes | undefined> {
    const last = this.#last;
    if (last === undefined || last.from !== from || last.changes.commits.length !== changes.commits.length)
      return undefined;
    const heads = [last.changes.head, changes.head].map((head) => `${head}^{tree}`);
    const [before, now] = (await this.#mirror().text(['rev-parse', ...heads])).split('\n');
    return before === now ? last.changes : undefined;
  }

  /** Rejects when the agent removed its folder or replaced it with a link. */
  async #assertFolder(): Promise<void> {
    const found = await lstat(this.path).catch(() => undefined);
    if (found?.isDirectory()) return;
    if (found === undefined) {
      await mkdir(this.path, { mode: 0o700 });
      return;
    }
    const message = `${this.path} is no longer a folder, so nothing was committed.`;
    throw gitFailed({ message }, this.#mirror().services.masker);
  }

  async #keep(kind: 'keep' | 'result', commit: string): Promise<void> {
    const { mirror, opening } = this.#parts;
    await mirror.locked(() => mirror.updateRefs([`update refs/poppo/${kind}/${opening.name} ${commit}`]));
  }

  async #record(): Promise<void> {
    const { mirror, opening } = this.#parts;
    const { name, branch, base, baseCommit } = opening;
    const { taskId } = mirror.services.context;
    const record = { branch, base, baseCommit, head: this.#from, lastUsed: Date.now(), taskId };
    await new Records(mirror).write(name, record);
  }
}
