import { randomUUID } from 'node:crypto';
import { mkdir, rename, writeFile } from 'node:fs/promises';
import type { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { join } from 'node:path';
import { findHostProgram, hostSearchPath, spawnChild } from '@poppobuilder/core/runner-kit';
import type { Repository } from './find-repository.ts';

/**
 * Makes an empty repository, for git to be run in: a project's own configuration names programs that git would run, and
 * whoever works in the project may write it.
 */
export async function makeEmptyRepository(folder: string): Promise<void> {
  for (const name of ['objects', 'refs']) await mkdir(join(folder, name), { recursive: true, mode: 0o700 });
  // Another process may be reading the one that is there.
  const draft = join(folder, `HEAD.${randomUUID()}`);
  await writeFile(draft, 'ref: refs/heads/none\n');
  await rename(draft, join(folder, 'HEAD'));
}

/**
 * Runs git on the objects, the index and the work tree of a repository, without its configuration. Gives what it writes
 * to standard output; rejects when git is not there or fails.
 */
export async function runGit(
  args: readonly string[],
  { workTree, indexFile, objectsFolder }: Repository,
  gitFolder: string,
  input: string,
): Promise<Buffer> {
  const program = findHostProgram('git');
  if (program === undefined) throw new Error('git was not found on the PATH');
  const { HOME, XDG_CONFIG_HOME, SystemRoot } = process.env;
  const child = spawnChild(program, ['-c', 'core.fsmonitor=false', '-c', 'core.bare=false', ...args], {
    cwd: workTree,
    environment: {
      PATH: hostSearchPath(),
      HOME,
      XDG_CONFIG_HOME,
      SystemRoot,
      GIT_DIR: gitFolder,
      GIT_WORK_TREE: workTree,
      GIT_INDEX_FILE: indexFile,
      GIT_OBJECT_DIRECTORY: objectsFolder,
      GIT_OPTIONAL_LOCKS: '0',
    },
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  child.stdin?.on('error', () => {
    // It need not read its input; its exit code tells why.
  });
  child.stdin?.end(input);
  const [output, exitCode] = await Promise.all([buffer(child.stdout as Readable), exit]);
  if (exitCode !== 0) throw new Error(`git ${args.join(' ')} exited with ${String(exitCode)}`);
  return output;
}
