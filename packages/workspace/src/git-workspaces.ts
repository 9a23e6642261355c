import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { acquireLock, type FileLock, withCheckedArguments } from '@poppobuilder/core/runner-kit';
import { WORKSPACE_ARGUMENTS } from './arguments.ts';
import { collectGarbage, removeWorktree } from './garbage/collect-garbage.ts';
import { keepMirror } from './garbage/keep-mirror.ts';
import { Records } from './garbage/records.ts';
import type { GitServices } from './git/git-services.ts';
import { Mirror } from './git/mirror.ts';
import { assertName } from './git/names.ts';
import { GitWorkspace } from './git-workspace.ts';
import { findStart } from './worktree/find-start.ts';
import { prepareFiles } from './worktree/prepare-files.ts';
import { Worktree } from './worktree/worktree.ts';
import { type CommitAuthor, workspaceConfig } from './workspace-config.ts';
import type { Workspace, WorkspaceRequest, Workspaces } from './workspaces.ts';

const DEFAULT_AUTHOR: CommitAuthor = {
  name: 'PoppoBuilder',
  email: 'poppobuilder@users.noreply.github.com',
};

/** File that is touched after each garbage collection. */
const COLLECTION_MARKER = 'collected';

/** Minimum time between two collections that opening a worktree starts. In milliseconds. */
const COLLECTION_INTERVAL = 60 * 60 * 1_000;

/** {@link Workspaces} implemented with the git on PATH. */
export class GitWorkspaces implements Workspaces {
  readonly #services: GitServices;
  readonly #mirror: Mirror;
  readonly #author: CommitAuthor;
  readonly #open = new Map<string, GitWorkspace>();
  #collecting: Promise<void> | undefined;
  #disposed = false;

  constructor(services: GitServices) {
    this.#services = services;
    this.#mirror = new Mirror(services);
    this.#author = services.project.config.section(workspaceConfig).commitAuthor ?? DEFAULT_AUTHOR;
  }

  async open(request: WorkspaceRequest): Promise<Workspace> {
    const { name } = request;
    const lock = await this.#lock(name);
    try {
      const workspace = await this.#openLocked(request, lock);
      this.#open.set(name, workspace);
      await this.#startCollection();
      return withCheckedArguments<Workspace>(workspace, WORKSPACE_ARGUMENTS);
    } catch (error) {
      lock.release();
      throw error;
    }
  }

  async remove(name: string): Promise<void> {
    assertName(name);
    await this.#open.get(name)?.close();
    const lock = await this.#lock(name);
    try {
      await removeWorktree(this.#mirror, name);
    } finally {
      lock.release();
    }
  }

  async collectGarbage(): Promise<readonly string[]> {
    await this.#mirror.prepare();
    await this.#touchCollected();
    return this.#collect(true);
  }

  async #collect(waits: boolean): Promise<string[]> {
    const removed = await collectGarbage({ mirror: this.#mirror, isStopped: () => this.#disposed });
    if (!this.#disposed) await keepMirror(this.#mirror, { waits });
    return removed;
  }

  /** Closes all open worktrees. */
  async dispose(): Promise<void> {
    this.#disposed = true;
    await Promise.all([...this.#open.values()].map((workspace) => workspace.close()));
    await this.#collecting;
  }

  async #lock(name: string): Promise<FileLock> {
    assertName(name);
    await this.#mirror.prepare();
    return acquireLock(this.#mirror.lockFile(`worktree-${name}`), this.#services.context.signal);
  }

  async #openLocked(request: WorkspaceRequest, lock: FileLock): Promise<GitWorkspace> {
    const mirror = this.#mirror;
    const author = this.#author;
    const { name } = request;
    await mkdir(this.#services.project.worktreesFolder, { recursive: true, mode: 0o700 });
    const worktree = new Worktree(mirror, name);
    const start = await findStart(mirror, request);
    const opening = await prepareFiles({ mirror, worktree, request, start, author });
    const { branch, base, baseCommit, startCommit } = opening;
    const { taskId } = this.#services.context;
    const record = { branch, base, baseCommit, head: startCommit, lastUsed: Date.now(), taskId };
    await new Records(mirror).write(name, record);
    const onClose = (): unknown => this.#open.delete(name);
    return new GitWorkspace({ mirror, worktree, opening, author, lock, onClose });
  }

  /** Collects in the background: opening a worktree neither waits for it nor fails because of it. */
  async #startCollection(): Promise<void> {
    if ((await this.#mirror.sinceTouched(COLLECTION_MARKER)) < COLLECTION_INTERVAL) return;
    await this.#touchCollected();
    const { logger } = this.#services;
    const collect = async (): Promise<void> => {
      try {
        const names = await this.#collect(false);
        if (names.length > 0)
          logger.info({ names }, 'Removed worktrees that had not been used for a long time.');
      } catch (error) {
        if (!this.#disposed) logger.warn({ error }, 'Unused worktrees could not be removed.');
      }
    };
    this.#collecting = collect();
  }

  async #touchCollected(): Promise<void> {
    await writeFile(join(this.#mirror.folder, COLLECTION_MARKER), '');
  }
}
