import { mkdirSync, realpathSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { isInside, MIRROR_FOLDER, type ResolvedPermissions, TaskError } from '@poppobuilder/core';
import {
  DATA_FOLDER,
  ensureDataFolder,
  findTrustedProgram,
  OUTPUT_FOLDER,
  type ProjectSettings,
} from '@poppobuilder/core/runner-kit';
import type { CoveredPath } from '../sandbox/cover-arguments.ts';
import { localRemotes } from './local-remotes.ts';

/** What of the host's files a worker of a project has. All paths are absolute. */
export interface ProjectFolders {
  /** HOME of the project's processes: its own, and kept. */
  readonly home: string;
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  readonly covered: readonly CoveredPath[];
  /** Folders of the worker that its commands do not see. */
  readonly coveredForCommands: readonly string[];
  /** Folders of which a command sees only the entry that it starts in: its own worktree, and no other task's. */
  readonly apartForCommands: readonly string[];
  /** Files and folders that its commands see, wherever they lie, and cannot write. */
  readonly readableForCommands: readonly string[];
  readonly executables: readonly string[];
  /** For output that is too long to keep; absent where the project cannot be written. */
  readonly output: string | undefined;
}

/** Makes and collects the folders of a project by what its worker may do. Throws `INVALID_CONFIG`. */
export function projectFolders(settings: ProjectSettings, permissions: ResolvedPermissions): ProjectFolders {
  const { projectPath, homeFolder } = settings;
  const { files, commands } = permissions;
  const changesFiles = commands || !['none', 'read'].includes(files);
  const home = makeFolder(homeFolder, 'home');
  const state = makeFolder(homeFolder, 'state');
  const agent = permissions.secrets.includes('agent') ? agentFiles(settings) : undefined;
  const output = commands ? quietly(() => ensureDataFolder(projectPath, OUTPUT_FOLDER)) : undefined;
  // What is not there when the worker starts cannot be covered, and would be taken for settings once a task makes it.
  quietly(() => ensureDataFolder(projectPath));
  const worktrees = files === 'workspace' || files === 'project' ? worktreeFolders(settings) : undefined;
  const remotes = files === 'workspace' ? localRemotes(settings) : [];
  const work = {
    none: [],
    read: [],
    workspace: [...(worktrees?.writable ?? []), ...remotes],
    project: [projectPath, ...(worktrees?.writable ?? [])],
    all: ['/'],
  }[files];
  const outputs = output === undefined ? [] : [output];
  const data = join(projectPath, DATA_FOLDER);
  return {
    home,
    // Later tasks of the project take settings of git and npm from its home.
    readable: changesFiles ? [projectPath] : [projectPath, home],
    writable: [...work, ...(changesFiles ? [home] : []), state, ...(agent?.folders ?? []), ...outputs],
    // Without permission for files the project's folder is there, and empty.
    covered: [{ path: files === 'none' ? projectPath : data, writable: outputs }],
    coveredForCommands: [files === 'workspace' ? projectPath : data, state, ...remotes],
    apartForCommands: worktrees?.folders ?? [],
    // An agent's program may lie in the folder that is covered.
    readableForCommands: [
      ...(worktrees?.mirror ?? []),
      ...(agent?.executables ?? []).filter((path) => isInside(projectPath, path)),
    ],
    executables: agent?.executables ?? [],
    output,
  };
}

/** Where worktrees are, and the mirror that they are made of. */
function worktreeFolders({ homeFolder, worktreesFolder }: ProjectSettings): {
  readonly folders: readonly string[];
  readonly writable: readonly string[];
  readonly mirror: readonly string[];
} {
  const mirror = makeFolder(homeFolder, MIRROR_FOLDER);
  const folders = [makeFolder(worktreesFolder)];
  return { folders, writable: [...folders, mirror], mirror: [mirror] };
}

/** The agent's program, wherever it lies, and the folder of its settings and sessions. */
function agentFiles({ homeFolder, config, environment }: ProjectSettings): {
  readonly folders: readonly string[];
  readonly executables: readonly string[];
} {
  const { command = 'claude', configDirectory = 'claude' } = config.agent ?? {};
  const program = isAbsolute(command)
    ? command
    : findTrustedProgram(command, config.agent?.environment?.['PATH'] ?? environment['PATH']);
  return {
    folders: [makeFolder(resolve(homeFolder, configDirectory))],
    executables: program === undefined ? [] : [program],
  };
}

function makeFolder(...parts: readonly string[]): string {
  const path = join(...parts);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return realpathSync.native(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    const message = `The folder ${path} cannot be made (${code}). Check POPPOBUILDER_HOME and its permissions.`;
    throw new TaskError({ code: 'INVALID_CONFIG', message, cause });
  }
}

/** In a project that cannot be written, nothing can appear later either. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
