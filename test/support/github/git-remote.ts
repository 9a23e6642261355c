import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readFileSync, realpathSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Content of files by path; `null` takes a file away. */
export type Files = Readonly<Record<string, string | Uint8Array | null>>;

/** Who commits. */
export interface Person {
  readonly name: string;
  readonly email: string;
}

/** Of which repository the remote is, and what it begins with. */
export interface GitRemoteOptions {
  readonly owner: string;
  readonly repo: string;
  /** Files of the first commit; with `null` the repository stays empty. @defaultValue a README.md */
  readonly files?: Files | null | undefined;
}

/** One commit. */
export interface LoggedCommit {
  readonly sha: string;
  readonly author: string;
  readonly email: string;
  readonly subject: string;
}

const ANNA: Person = { name: 'Anna', email: 'anna@example.com' };

/** A real bare repository in a temporary folder, with what a person does to it from elsewhere. */
export class GitRemote implements Disposable {
  /** Folder that holds `<owner>/<repo>.git`. */
  readonly root: string;
  readonly path: string;
  /** `file://` address. */
  readonly url: string;
  readonly #folder: string;
  readonly #merged = new Map<string, string | undefined>();

  constructor({ owner, repo, files = { 'README.md': `# ${repo}\n` } }: GitRemoteOptions) {
    this.#folder = realpathSync(mkdtempSync(join(tmpdir(), 'poppobuilder-remote-')));
    this.root = join(this.#folder, 'repositories');
    this.path = join(this.root, owner, `${repo}.git`);
    this.url = `file://${this.path}`;
    mkdirSync(this.path, { recursive: true });
    this.git('init', '--quiet', '--bare', '--initial-branch=main');
    this.git('config', 'http.receivepack', 'true');
    this.git('config', 'uploadpack.allowFilter', 'true');
    this.git('config', 'uploadpack.allowAnySHA1InWant', 'true');
    this.git('config', 'gc.auto', '0');
    if (files !== null) this.commit('main', files, ANNA, 'Begin');
  }

  /** Runs git in the bare repository and gives what it printed; throws with what it said when it fails. */
  git(...args: readonly string[]): string {
    return runGit(this.path, args);
  }

  /** The commit of a ref; absent when there is none. */
  resolve(ref: string): string | undefined {
    const loose = readLoose(this.path, ref);
    if (loose !== undefined) return loose;
    const { status, stdout } = spawnGit(this.path, ['rev-parse', '--verify', '--quiet', `${ref}^{commit}`]);
    return status === 0 ? stdout.toString().trim() : undefined;
  }

  /**
   * Commits on a branch or, with `refs/`, a ref, as a person who pushes from elsewhere, and gives the commit. A new one
   * starts from `from`.
   */
  commit(
    branch: string,
    files: Files,
    author: Person = ANNA,
    message = 'Change files',
    from = 'main',
  ): string {
    const ref = branch.startsWith('refs/') ? branch : `refs/heads/${branch}`;
    const parent = this.resolve(ref) ?? this.resolve(from);
    const input = commitStream({ ref, files, author, message, parent });
    runGit(this.path, ['fast-import', '--quiet', '--date-format=now'], {}, input);
    return this.git('rev-parse', ref).trim();
  }

  /**
   * Merges one commit into a branch with a merge commit and gives it; absent when they conflict.
   */
  merge(branch: string, head: string, message: string, author: Person = ANNA): string | undefined {
    const base = this.git('rev-parse', `refs/heads/${branch}`).trim();
    const tree = this.mergedTree(base, head);
    if (tree === undefined) return undefined;
    const args = ['commit-tree', tree, '-p', base, '-p', head, '-m', message];
    const commit = runGit(this.path, args, identity(author)).trim();
    this.git('update-ref', `refs/heads/${branch}`, commit);
    return commit;
  }

  /** The tree that a merge of two commits gives; absent when they conflict. */
  mergedTree(base: string, head: string): string | undefined {
    const commits = `${base} ${head}`;
    if (!this.#merged.has(commits)) {
      const { status, stdout } = spawnGit(this.path, ['merge-tree', '--write-tree', base, head]);
      this.#merged.set(commits, status === 0 ? stdout.toString().trim() : undefined);
    }
    return this.#merged.get(commits);
  }

  /** Paths of all files of a ref. */
  files(ref = 'main'): readonly string[] {
    return lines(this.git('ls-tree', '-r', '-z', '--name-only', ref), '\0');
  }

  /** Text of a file; absent when there is none. */
  show(ref: string, path: string): string | undefined {
    const { status, stdout } = spawnGit(this.path, ['cat-file', 'blob', `${ref}:${path}`]);
    return status === 0 ? stdout.toString() : undefined;
  }

  /** Names of all branches. */
  branches(): readonly string[] {
    return lines(this.git('for-each-ref', '--format=%(refname:lstrip=2)', 'refs/heads'));
  }

  /** Commits of a ref, the newest first. */
  log(ref = 'main'): readonly LoggedCommit[] {
    return lines(this.git('log', '--format=%H%x00%an%x00%ae%x00%s', ref)).map((line) => {
      const [sha = '', author = '', email = '', subject = ''] = line.split('\0');
      return { sha, author, email, subject };
    });
  }

  deleteBranch(branch: string): void {
    this.git('update-ref', '-d', `refs/heads/${branch}`);
  }

  /** Refuses every push from now on, as a ruleset on GitHub does, with this message; with `null` takes them again. */
  refusePushes(message: string | null): void {
    const hook = join(this.path, 'hooks', 'pre-receive');
    mkdirSync(dirname(hook), { recursive: true });
    const script = `#!/bin/sh\ncat <<'MESSAGE' >&2\n${message}\nMESSAGE\nexit 1\n`;
    if (message === null) rmSync(hook, { force: true });
    else writeFileSync(hook, script, { mode: 0o755 });
  }

  [Symbol.dispose](): void {
    rmSync(this.#folder, { recursive: true, force: true });
  }
}

/** Reads a ref without a process; absent where only git knows it. */
function readLoose(path: string, ref: string): string | undefined {
  if (!/^refs\/[\w./-]+$/.test(ref) || ref.includes('..')) return undefined;
  try {
    const text = readFileSync(join(path, ref), 'utf8').trim();
    return text.startsWith('ref: ') ? readLoose(path, text.slice(5)) : text;
  } catch {
    return undefined;
  }
}

interface NewCommit {
  readonly ref: string;
  readonly files: Files;
  readonly author: Person;
  readonly message: string;
  readonly parent: string | undefined;
}

function commitStream({ ref, files, author, message, parent }: NewCommit): Buffer {
  const text = Buffer.from(message);
  const parts: (string | Uint8Array)[] = [
    `commit ${ref}\n`,
    ...['author', 'committer'].map((role) => `${role} ${author.name} <${author.email}> now\n`),
    `data ${text.length}\n`,
    text,
    `\n${parent === undefined ? '' : `from ${parent}\n`}`,
  ];
  for (const [path, content] of Object.entries(files)) {
    // What JSON escapes, git reads alike, but for characters that are told by number.
    const quoted = JSON.stringify(path);
    if (content === null) {
      parts.push(`D ${quoted}\n`);
    } else {
      const bytes = Buffer.from(content);
      parts.push(`M 100644 inline ${quoted}\ndata ${bytes.length}\n`, bytes, '\n');
    }
  }
  return Buffer.concat(parts.map((part) => Buffer.from(part)));
}

const lines = (text: string, end = '\n'): string[] => text.split(end).filter((line) => line !== '');

const identity = ({ name, email }: Person): NodeJS.ProcessEnv => ({
  GIT_AUTHOR_NAME: name,
  GIT_AUTHOR_EMAIL: email,
  GIT_COMMITTER_NAME: name,
  GIT_COMMITTER_EMAIL: email,
});

const spawnGit = (
  cwd: string,
  args: readonly string[],
  environment: NodeJS.ProcessEnv = {},
  input: Uint8Array = new Uint8Array(),
): ReturnType<typeof spawnSync> & { readonly stdout: Buffer; readonly stderr: Buffer } =>
  spawnSync('git', args, {
    cwd,
    input,
    maxBuffer: 512 * 1024 * 1024,
    env: {
      PATH: process.env['PATH'],
      HOME: tmpdir(),
      GIT_CONFIG_GLOBAL: '/dev/null',
      GIT_CONFIG_NOSYSTEM: '1',
      ...environment,
    },
  });

/** Runs git without the configuration of this machine and gives what it printed; throws when it fails. */
export function runGit(
  cwd: string,
  args: readonly string[],
  environment?: NodeJS.ProcessEnv,
  input?: Uint8Array,
): string {
  const { status, stdout, stderr } = spawnGit(cwd, args, environment, input);
  if (status !== 0) throw new Error(`git ${args.join(' ')} failed: ${stderr.toString()}`);
  return stdout.toString();
}
