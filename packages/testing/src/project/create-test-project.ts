import { appendFile, cp, mkdir, mkdtemp, realpath, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { runGit } from './run-git.ts';
import { type ProjectFiles, writeFiles } from './write-files.ts';

/** Options of {@link createTestProject}. */
export interface TestProjectOptions {
  /** Files of the first commit. @defaultValue {} */
  readonly files?: ProjectFiles | undefined;
}

/** A temporary git repository. Made by {@link createTestProject}. */
export interface TestProject extends AsyncDisposable {
  /** Real path of its folder. */
  readonly path: string;
  /** Removes it, and all that tasks have stored about it. A second call does nothing. */
  remove(): Promise<void>;
}

const projectOptions: z.ZodType<TestProjectOptions> = z.strictObject({
  files: z.record(z.string(), z.union([z.string(), z.instanceof(Uint8Array)])).optional(),
} satisfies ShapeOf<TestProjectOptions>);

/** Where PoppoBuilder keeps its own data about a test project. */
const homes = new WeakMap<object, string>();

/** Folder of PoppoBuilder's own data for a project that {@link createTestProject} made. */
export const homeOf = (project: object): string | undefined => homes.get(project);

/**
 * The project's own configuration of git, so that the user's has no effect on tasks that use git. By the last two, a copy of
 * the folder has a clean status, too.
 */
const GIT_CONFIG = `[user]
  name = PoppoBuilder Test
  email = test@poppobuilder.invalid
[commit]
  gpgSign = false
[tag]
  gpgSign = false
[core]
  autocrlf = false
  excludesFile =
  hooksPath = .git/hooks
  trustctime = false
  checkStat = minimal
[gc]
  auto = 0
[maintenance]
  auto = false
`;

/**
 * Creates a git repository in a temporary folder: one commit on the branch `main`, and a clean status. Neither it nor the
 * commits that tasks make in it depend on the user's git configuration.
 *
 * @example
 * ```ts
 * await using project = await createTestProject({ files: { 'notes.md': '# Notes' } });
 * ```
 * @throws TaskError `INVALID_TASK` for other options, `INVALID_CONFIG` for a file that does not lie in the project, `COMMAND_FAILED` when git does not work
 */
export async function createTestProject(options: TestProjectOptions = {}): Promise<TestProject> {
  const { files = {} } = parseArgument(projectOptions, options, { of: 'createTestProject()' });
  return createProject(async (path) => {
    await mkdir(path);
    await writeFiles(path, files);
    await commitAll(path);
  });
}

/** Creates a project with the same content and history as another one has now. */
export async function copyTestProject(original: TestProject): Promise<TestProject> {
  return createProject((path) =>
    cp(original.path, path, { recursive: true, preserveTimestamps: true, verbatimSymlinks: true }),
  );
}

async function createProject(fill: (path: string) => Promise<void>): Promise<TestProject> {
  const folder = await realpath(await mkdtemp(join(tmpdir(), 'poppobuilder-test-')));
  const remove = (): Promise<void> => rm(folder, { recursive: true, force: true, maxRetries: 5 });
  try {
    const path = join(folder, 'project');
    await fill(path);
    const project: TestProject = { path, remove, [Symbol.asyncDispose]: remove };
    homes.set(project, join(folder, 'home'));
    return project;
  } catch (error) {
    await remove();
    throw error;
  }
}

async function commitAll(path: string): Promise<void> {
  await runGit(path, ['init', '--quiet', '--initial-branch=main', '--template=']);
  await writeFiles(path, { '.git/info/exclude': '.poppo/\n' });
  await appendFile(join(path, '.git/config'), GIT_CONFIG);
  await runGit(path, ['add', '--all', '--force']);
  await runGit(path, ['commit', '--quiet', '--allow-empty', '--message', 'Create the test project']);
}
