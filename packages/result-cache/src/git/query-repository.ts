import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { askGit } from '@poppobuilder/core/runner-kit';
import type { Repository } from './find-repository.ts';

/**
 * Creates an empty repository to run git in. A project's own configuration names programs that git would run, and everybody
 * who works in the project may write it.
 */
export async function makeEmptyRepository(folder: string): Promise<void> {
  for (const name of ['objects', 'refs']) await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  // Another process may be reading the one that is there.
  const draft = join(folder, `HEAD.${randomUUID()}`);
  await writeFile(draft, 'ref: refs/heads/none\n');
  await rename(draft, join(folder, 'HEAD'));
}

/** Where {@link queryRepository} runs git. */
export interface RepositoryQuery {
  readonly repository: Repository;
  /** The empty repository that git is run in. */
  readonly gitFolder: string;
  /** Ends git when it aborts. */
  readonly signal?: AbortSignal | undefined;
}

/** After it all files are read. In milliseconds. */
const TIMEOUT = 10_000;

/** In bytes. */
const MAX_OUTPUT = 64 * 1024 * 1024;

/**
 * Runs git on the objects, the index and the work tree of a repository, without its configuration. Resolves with what it
 * writes to standard output; rejects when git is not there, fails, or takes too long.
 */
export async function queryRepository(
  args: readonly string[],
  { repository, gitFolder, signal }: RepositoryQuery,
  input: string,
): Promise<Buffer> {
  const { workTree, indexFile, objectsFolder } = repository;
  const { PATH, HOME, XDG_CONFIG_HOME, SystemRoot } = process.env;
  const { exitCode, stdout } = await askGit(
    ['-c', 'core.fsmonitor=false', '-c', 'core.bare=false', ...args],
    {
      cwd: workTree,
      environment: {
        PATH,
        HOME,
        XDG_CONFIG_HOME,
        SystemRoot,
        GIT_DIR: gitFolder,
        GIT_WORK_TREE: workTree,
        GIT_INDEX_FILE: indexFile,
        GIT_OBJECT_DIRECTORY: objectsFolder,
        GIT_OPTIONAL_LOCKS: '0',
      },
      input,
      signal,
      timeout: TIMEOUT,
      maxOutput: MAX_OUTPUT,
    },
  );
  if (exitCode !== 0) throw new Error(`git ${args.join(' ')} exited with ${String(exitCode)}`);
  return stdout;
}
