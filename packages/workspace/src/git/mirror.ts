import { randomUUID } from 'node:crypto';
import { existsSync } from 'node:fs';
import { mkdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { isInside } from '@poppobuilder/core';
import { acquireLock } from '@poppobuilder/core/runner-kit';
import { MIRROR_FOLDER } from '../workspace-config.ts';
import type { Remote, RemoteCredentials } from '../workspaces.ts';
import { mirrorEnvironment } from './git-environment.ts';
import { gitFailed, remoteHint, quoted, remoteProblem } from './git-failure.ts';
import type { GitServices } from './git-services.ts';
import { type GitEnd, type GitLaunch, runGit } from './run-git.ts';
import { parseRemoteRefs, type RemoteRefs } from './remote-refs.ts';

/** Options for git on the mirror. */
export interface MirrorOptions extends Pick<GitLaunch, 'input' | 'inputFile' | 'onStdout'> {
  readonly files?: { readonly worktree: string; readonly index: string } | undefined;
  readonly credentials?: RemoteCredentials | undefined;
  /** Exit codes other than 0 that are not a failure. */
  readonly accepts?: readonly number[] | undefined;
  readonly environment?: Readonly<Record<string, string>> | undefined;
  /** What was being done, for the message of a failure: `The branch could not be read`. */
  readonly doing?: string | undefined;
}

/** Maximum number of retries for refs whose lock a killed git left behind. */
const MAX_STALE_LOCKS = 20;

/** File that caches the name of the remote's default branch, and how long it is valid. In milliseconds. */
const DEFAULT_BRANCH = 'default-branch';
const DEFAULT_BRANCH_MAX_AGE = 10 * 60 * 1_000;

/**
 * The project's bare copy of the remote with the host's records, in a folder that agents cannot write. Git runs here
 * with an environment of its own, as a tool of the handler.
 */
export class Mirror {
  readonly services: GitServices;
  readonly folder: string;
  readonly repository: string;
  readonly #home: string;

  constructor(services: GitServices) {
    this.services = services;
    this.folder = join(services.project.homeFolder, MIRROR_FOLDER);
    this.repository = join(this.folder, 'repository.git');
    this.#home = join(this.folder, 'home');
  }

  /** Whether it has the remote's commits. */
  get isCloned(): boolean {
    return existsSync(this.repository);
  }

  /** Creates the folders. */
  async prepare(): Promise<void> {
    const folders = [this.#home, ...['locks', 'records', 'indexes'].map((name) => join(this.folder, name))];
    for (const folder of folders) await mkdir(folder, { recursive: true, mode: 0o700 });
  }

  /** Returns the file of a lock. */
  lockFile(name: string): string {
    return join(this.folder, 'locks', `${name}.lock`);
  }

  /** Returns the host's index file of a worktree. */
  indexFile(name: string): string {
    return join(this.folder, 'indexes', name);
  }

  /** Runs git on the mirror. Rejects with `GIT_FAILED` when it exits with a code that is not accepted. */
  async git(args: readonly string[], options: MirrorOptions = {}): Promise<GitEnd> {
    const end = await this.tryGit(args, options);
    const { exitCode } = end;
    if (exitCode === 0 || (exitCode !== undefined && options.accepts?.includes(exitCode))) return end;
    const { doing = `git ${args[0]} failed` } = options;
    throw gitFailed(
      { message: `${doing}: ${quoted(end.stderr) || `exit code ${exitCode}`}` },
      this.services.masker,
    );
  }

  /** Runs git on the mirror. Resolves with any exit code. */
  tryGit(args: readonly string[], options: MirrorOptions = {}, repository?: string): Promise<GitEnd> {
    const { files, credentials, environment, input, inputFile, onStdout } = options;
    return runGit(this.services, {
      args,
      cwd: this.folder,
      isolated: false,
      input,
      inputFile,
      onStdout,
      environment: mirrorEnvironment({
        task: this.services.context.environment,
        repository: repository ?? this.repository,
        home: this.#home,
        credentials,
        files,
        more: environment,
      }),
    });
  }

  /** Runs git and returns its standard output without the line break. */
  async text(args: readonly string[], options: MirrorOptions = {}): Promise<string> {
    const { stdout } = await this.git(args, options);
    return stdout.toString().trimEnd();
  }

  /** Runs a function while no other task changes the mirror's refs. */
  async locked<T>(run: () => Promise<T>): Promise<T> {
    const lock = await acquireLock(this.lockFile('mirror'), this.services.context.signal);
    try {
      return await run();
    } finally {
      lock.release();
    }
  }

  /** Clones the remote if that has not been done yet. */
  async clone(remote: Remote): Promise<void> {
    if (this.isCloned) return;
    await this.locked(async () => {
      if (this.isCloned) return;
      const temporary = join(this.folder, `new-${randomUUID()}`);
      try {
        await this.tryGit(['init', '--quiet', '--bare', '--template=', temporary], {}, temporary);
        await mkdir(join(temporary, 'info'), { recursive: true });
        await writeFile(join(temporary, 'info', 'exclude'), '/.poppo/\n');
        const refs = ['+refs/heads/*:refs/remotes/origin/*'];
        await this.#fetch(remote, refs, { repository: temporary });
        await rename(temporary, this.repository);
      } finally {
        await rm(temporary, { recursive: true, force: true });
      }
    });
  }

  /** Returns the cached default branch of the remote, if it is recent. */
  async recentDefaultBranch(): Promise<string | undefined> {
    if ((await this.sinceTouched(DEFAULT_BRANCH)) > DEFAULT_BRANCH_MAX_AGE) return undefined;
    const branch = await readFile(join(this.folder, DEFAULT_BRANCH), 'utf8');
    return branch === '' ? undefined : branch;
  }

  async rememberDefaultBranch(branch: string): Promise<void> {
    await writeFile(join(this.folder, DEFAULT_BRANCH), branch);
  }

  /** Lists the refs of the remote. */
  async listRemote(remote: Remote, patterns: readonly string[], onlyBranches: boolean): Promise<RemoteRefs> {
    const args = [
      'ls-remote',
      '--symref',
      ...(onlyBranches ? ['--heads'] : []),
      '--',
      remote.url,
      ...patterns,
    ];
    const end = await this.tryGit(args, { credentials: await remote.credentials?.() });
    if (end.exitCode !== 0) throw this.remoteFailure('The remote could not be read', end.stderr);
    return parseRemoteRefs(end.stdout.toString());
  }

  /** Fetches refs. The caller must hold the lock. */
  async fetch(remote: Remote, refspecs: readonly string[]): Promise<void> {
    await this.#fetch(remote, refspecs, {});
  }

  async #fetch(
    remote: Remote,
    refspecs: readonly string[],
    { repository, prunes = false }: { readonly repository?: string; readonly prunes?: boolean },
  ): Promise<void> {
    const flags = ['--quiet', '--no-tags', '--no-write-fetch-head', '--no-auto-maintenance'];
    const args = ['fetch', ...flags, ...(prunes ? ['--prune'] : []), '--', remote.url, ...refspecs];
    const run = async (): Promise<GitEnd> =>
      this.tryGit(args, { credentials: await remote.credentials?.() }, repository);
    const end = await this.#withoutStaleLocks(run);
    if (end.exitCode === 0) return;
    if (!prunes && /refname conflict|cannot lock ref|unable to update local ref/.test(end.stderr)) {
      await this.#fetch(
        remote,
        [
          '+refs/heads/*:refs/remotes/origin/*',
          ...refspecs.filter((spec) => !spec.startsWith('+refs/heads/')),
        ],
        {
          ...(repository === undefined ? {} : { repository }),
          prunes: true,
        },
      );
      return;
    }
    throw this.remoteFailure('The remote could not be fetched', end.stderr);
  }

  /** Changes refs with lines for `update-ref --stdin`. The caller must hold the lock. Returns false when an object is missing. */
  async updateRefs(lines: readonly string[]): Promise<boolean> {
    const input = lines.map((line) => `${line}\n`).join('');
    const end = await this.#withoutStaleLocks(() => this.tryGit(['update-ref', '--stdin'], { input }));
    if (end.exitCode === 0) return true;
    if (/nonexistent object|not a valid SHA1|invalid <new-oid>|invalid <newvalue>/.test(end.stderr))
      return false;
    throw gitFailed(
      { message: `The mirror's refs could not be changed: ${quoted(end.stderr)}` },
      this.services.masker,
    );
  }

  /** Returns the commits that the mirror does not have. */
  async missing(commits: readonly string[]): Promise<string[]> {
    const input = commits.map((commit) => `${commit}^{commit}\n`).join('');
    const found = await this.text(['cat-file', '--batch-check=%(objectname)'], { input });
    const lines = found.split('\n');
    return commits.filter((_, index) => lines[index]?.endsWith(' missing') ?? true);
  }

  /** Whether a commit is an ancestor of the other one, or the same. */
  async isAncestor(commit: string, of: string): Promise<boolean> {
    const { exitCode } = await this.git(['merge-base', '--is-ancestor', commit, of], { accepts: [1] });
    return exitCode === 0;
  }

  /** Returns the error for a failed git command on the remote. */
  remoteFailure(what: string, stderr: string): Error {
    const problem = remoteProblem(stderr);
    const hint = remoteHint(stderr, problem);
    const message = `${what}: ${quoted(stderr)}`;
    return gitFailed({ message, hint, retryable: problem === 'unreachable' }, this.services.masker);
  }

  /** A killed git leaves the lock files of its refs behind. While the mirror is locked nothing can be using them. */
  async #withoutStaleLocks(run: () => Promise<GitEnd>): Promise<GitEnd> {
    for (let left = MAX_STALE_LOCKS; ; left -= 1) {
      const end = await run();
      const [, path] = /Unable to create '(.+\.lock)': File exists/.exec(end.stderr) ?? [];
      if (end.exitCode === 0 || path === undefined || left === 0) return end;
      const file = isAbsolute(path) ? path : resolve(this.folder, path);
      if (!isInside(this.folder, dirname(file)) && dirname(file) !== this.repository) return end;
      await rm(file, { force: true });
    }
  }

  /** Returns the time since a marker file was touched; infinite if it never was. In milliseconds. */
  async sinceTouched(marker: string): Promise<number> {
    const found = await stat(join(this.folder, marker)).catch(() => undefined);
    return found === undefined ? Number.POSITIVE_INFINITY : Date.now() - found.mtimeMs;
  }
}
