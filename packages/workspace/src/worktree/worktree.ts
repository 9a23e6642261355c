import { existsSync } from 'node:fs';
import { lstat, mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { GITLINK, indexInfo, type IndexEntry, readIndex } from '../git/index-file.ts';
import type { Mirror, MirrorOptions } from '../git/mirror.ts';
import { decodePaths, placeOf } from '../git/path-text.ts';
import { forceRemove, makeWritable } from './force-remove.ts';

/**
 * The files of a worktree, as the host sees them. Git works on them with the mirror as its repository and an index that
 * agents cannot write, so the worktree's own `.git` is ignored. The index contains no submodules while git reads the
 * files, because git would run inside them.
 */
export class Worktree {
  readonly path: string;
  readonly index: string;
  readonly #mirror: Mirror;

  constructor(mirror: Mirror, name: string) {
    this.#mirror = mirror;
    this.path = join(mirror.services.project.worktreesFolder, name);
    this.index = mirror.indexFile(name);
  }

  /** Whether its folder and its index exist. */
  async exists(): Promise<boolean> {
    const found = await lstat(this.path).catch(() => undefined);
    return found !== undefined && found.isDirectory() && existsSync(this.index);
  }

  /** Checks out a tree. Ignored files may stay. */
  async checkOut(tree: string): Promise<void> {
    await rm(`${this.index}.lock`, { force: true });
    if (!(await this.exists()) || !(await this.#reset(tree))) await this.#checkOutAnew(tree);
  }

  /** Resets the index to a tree and keeps the files. */
  async aimAt(tree: string): Promise<void> {
    await rm(`${this.index}.lock`, { force: true });
    await this.#git(['read-tree', '--reset', tree]);
  }

  /** Removes the submodules from the index and returns them. */
  async takeOutGitlinks(): Promise<IndexEntry[]> {
    const entries = await readIndex(this.index);
    const gitlinks = entries.filter(({ mode }) => mode === GITLINK);
    await this.setEntries(gitlinks.map(({ path }) => ({ path })));
    return gitlinks;
  }

  /** Sets entries of the index, or removes paths without an entry. */
  async setEntries(
    entries: readonly { readonly path: string; readonly entry?: IndexEntry | undefined }[],
  ): Promise<void> {
    if (entries.length === 0) return;
    const args = ['update-index', '--add', '--replace', '-z', '--index-info'];
    await this.#git(args, { input: indexInfo(entries) });
  }

  /**
   * Adds all files to the index, except those that git ignores or cannot read. Resolves with the paths of unreadable
   * files, and of repositories without a commit, which end with a slash.
   */
  async addAll(): Promise<string[]> {
    const add = ['add', '--all', '--ignore-errors', '--', '.'];
    const first = await this.#git(add, { accepts: [1, 128] });
    if (first.exitCode === 0) return [];
    await makeWritable(this.path);
    await rm(`${this.index}.lock`, { force: true });
    const { exitCode } = await this.#git(add, { accepts: [1] });
    if (exitCode === 0) return [];
    const list = ['ls-files', '--others', '--modified', '--exclude-standard', '-z'];
    const { stdout } = await this.#git(list);
    return [...new Set(decodePaths(stdout))].filter((path) => path !== '');
  }

  /** Writes the index as a tree and returns its hash. */
  writeTree(): Promise<string> {
    return this.#mirror.text(['write-tree'], { files: this.#files() });
  }

  /** Removes the files and the index. */
  async remove(): Promise<void> {
    await forceRemove(this.path);
    await rm(this.index, { force: true });
    await rm(`${this.index}.lock`, { force: true });
  }

  async #reset(tree: string): Promise<boolean> {
    const files = this.#files();
    await forceRemove(join(this.path, '.git'));
    const read = await this.#mirror.tryGit(['read-tree', '--reset', '-u', tree], { files });
    if (read.exitCode !== 0) return false;
    const gitlinks = await this.takeOutGitlinks();
    const clean = await this.#mirror.tryGit(['clean', '-ffdq'], { files });
    if (clean.exitCode !== 0) return false;
    await this.setEntries(gitlinks.map((entry) => ({ path: entry.path, entry })));
    for (const { path } of gitlinks) await mkdir(placeOf(this.path, path), { recursive: true });
    return true;
  }

  async #checkOutAnew(tree: string): Promise<void> {
    await this.remove();
    await mkdir(this.path, { recursive: true, mode: 0o700 });
    await this.#git(['read-tree', '--reset', '-u', tree], { doing: 'The files could not be checked out' });
  }

  #git(args: readonly string[], options: MirrorOptions = {}): ReturnType<Mirror['git']> {
    return this.#mirror.git(args, { ...options, files: this.#files() });
  }

  #files(): { readonly worktree: string; readonly index: string } {
    return { worktree: this.path, index: this.index };
  }
}
