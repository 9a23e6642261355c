import { lstatSync, mkdirSync, readdirSync, renameSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { addTaskFolder } from '@poppobuilder/core/runner-kit';
import type { CloneSource } from './clone-source.ts';
import { type GitOptions, runGit } from './run-git.ts';

/** Options of {@link updateCheckout}. */
export interface CheckoutOptions extends Pick<GitOptions, 'environment' | 'signal'> {
  /** Absolute path of the checkout; its folder exists. */
  readonly path: string;
  readonly source: CloneSource;
}

/** Returns the folder of the repository that only the daemon writes, beside the checkout. */
const mirrorOf = (path: string): string => `${path}.git`;

/**
 * Clones a repository, or brings the clone up to date with its default branch: tracked files become those of the branch, others
 * stay. Git with the token runs in a repository of its own, which no task writes; in the checkout it has no credentials, and its
 * configuration is written anew before. Rejects with what git says is wrong.
 */
export async function updateCheckout({ path, source, ...how }: CheckoutOptions): Promise<void> {
  // Tasks write there: no program of the daemon may come from it.
  addTaskFolder(path);
  const mirror = mirrorOf(path);
  mkdirSync(mirror, { recursive: true, mode: 0o700 });
  const inMirror = { ...how, cwd: mirror, gitFolder: mirror };
  if (statSync(join(mirror, 'HEAD'), { throwIfNoEntry: false }) === undefined) {
    await runGit(['init', '--quiet', '--bare'], inMirror);
  }
  const answer = await runGit(['ls-remote', '--symref', source.url, 'HEAD'], { ...inMirror, source });
  const branch = /^ref: refs\/heads\/(.+)\tHEAD$/m.exec(answer)?.[1];
  const commit = /^([0-9a-f]{40,64})\tHEAD$/m.exec(answer)?.[1];
  if (branch === undefined || commit === undefined)
    throw new Error(`${source.url} has no default branch yet.`);
  if (!(await has(commit, inMirror))) {
    const refs = ['+refs/heads/*:refs/heads/*', '+refs/tags/*:refs/tags/*'];
    await runGit(['fetch', '--quiet', '--prune', '--update-head-ok', source.url, ...refs], {
      ...inMirror,
      source,
    });
  }
  await fill(path, { branch, commit, mirror, url: source.url }, how);
}

interface Target {
  readonly branch: string;
  readonly commit: string;
  readonly mirror: string;
  readonly url: string;
}

async function fill(
  path: string,
  { branch, commit, mirror, url }: Target,
  how: Pick<GitOptions, 'environment' | 'signal'>,
): Promise<void> {
  mkdirSync(path, { recursive: true });
  const gitFolder = join(path, '.git');
  // A task may have put anything in its place.
  if (lstatSync(gitFolder, { throwIfNoEntry: false })?.isDirectory() !== true) {
    rmSync(gitFolder, { recursive: true, force: true });
    await runGit(['init', '--quiet', '--initial-branch', branch], { ...how, cwd: path });
  }
  writeConfig(gitFolder, url);
  const inCheckout = { ...how, cwd: path, gitFolder };
  if ((await head(inCheckout)) === commit) return;
  await runGit(['fetch', '--quiet', mirror, '+refs/heads/*:refs/remotes/origin/*'], inCheckout);
  await runGit(['checkout', '--quiet', '--force', '-B', branch, commit], inCheckout);
}

/** Replaces the configuration, in which a task may have named programs that git starts. */
function writeConfig(gitFolder: string, url: string): void {
  const lines = [
    '[core]',
    '\trepositoryformatversion = 0',
    '\tbare = false',
    '[remote "origin"]',
    `\turl = ${JSON.stringify(url)}`,
    '\tfetch = +refs/heads/*:refs/remotes/origin/*',
    '',
  ];
  const next = join(gitFolder, 'config.new');
  rmSync(next, { recursive: true, force: true });
  writeFileSync(next, lines.join('\n'), { flag: 'wx' });
  const config = join(gitFolder, 'config');
  if (lstatSync(config, { throwIfNoEntry: false })?.isDirectory() === true)
    rmSync(config, { recursive: true });
  renameSync(next, config);
}

async function has(commit: string, options: GitOptions): Promise<boolean> {
  return runGit(['cat-file', '-e', commit], options).then(
    () => true,
    () => false,
  );
}

async function head(options: GitOptions): Promise<string | undefined> {
  // A folder that was emptied has to be filled again.
  if (readdirSync(options.cwd).length <= 1) return undefined;
  return runGit(['rev-parse', '--verify', '--quiet', 'HEAD'], options).then(
    (text) => text.trim(),
    () => undefined,
  );
}
