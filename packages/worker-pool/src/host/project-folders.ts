import { join, resolve } from 'node:path';
import { isInside, type ResolvedPermissions } from '@poppobuilder/core';
import {
  DATA_FOLDER,
  ensureDataFolder,
  HOMES_FOLDER,
  OUTPUT_FOLDER,
  privilegeKey,
  type ProjectSettings,
  type SectionDeclaration,
} from '@poppobuilder/core/runner-kit';
import type { CoveredPath } from '../sandbox/cover-arguments.ts';
import { realPath } from '../sandbox/paths.ts';
import { COMPILE_CACHE_FOLDER } from './compile-cache.ts';
import { makeFolder } from './make-folder.ts';
import { sectionFiles } from './section-files.ts';
import { findSurroundings, type Surroundings } from './surroundings.ts';

/** What of the host's files a worker of a project has. All paths are absolute. */
export interface ProjectFolders {
  /** HOME of the worker and its commands: one for each set of secrets and permissions, and kept. */
  readonly home: string;
  /** HOME of processes whose environment holds a secret; absent where the handler declares none. */
  readonly secretHome: string | undefined;
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  readonly covered: readonly CoveredPath[];
  /** Folders of the worker that its commands do not see. */
  readonly coveredForCommands: readonly string[];
  /** Folders of which a command sees only the entry that it starts in: its own worktree, and no other task's. */
  readonly apartForCommands: readonly string[];
  /** Folders that only processes whose environment holds a secret see. */
  readonly secretFolders: readonly string[];
  /** Files and folders that its commands see, wherever they lie, and cannot write. */
  readonly readableForCommands: readonly string[];
  readonly executables: readonly string[];
  /** Links among the project's dependencies whose target its tasks do not see. */
  readonly hidden: Surroundings['hidden'];
  /** For output that is too long to keep; absent where the project cannot be written. */
  readonly output: string | undefined;
}

/** Creates and collects the folders of a project by what its worker may do. Throws `INVALID_CONFIG`. */
export function projectFolders(
  settings: ProjectSettings,
  permissions: ResolvedPermissions,
  sections: readonly SectionDeclaration[],
): ProjectFolders {
  const { projectPath, homeFolder } = settings;
  const { files, commands } = permissions;
  const changesFiles = commands || !['none', 'read'].includes(files);
  const key = privilegeKey(permissions);
  const home = makeFolder(homeFolder, HOMES_FOLDER, key);
  const secretHome =
    commands && permissions.secrets.length > 0
      ? makeFolder(homeFolder, HOMES_FOLDER, `${key}-secrets`)
      : undefined;
  const state = makeFolder(homeFolder, 'state');
  const needed = sectionFiles(settings, permissions, sections);
  const secretFolders = [...(secretHome === undefined ? [] : [secretHome]), ...needed.secretFolders];
  const output = commands ? quietly(() => ensureDataFolder(projectPath, OUTPUT_FOLDER)) : undefined;
  // What is not there when the worker starts cannot be covered, and would be taken for settings once a task makes it.
  quietly(() => ensureDataFolder(projectPath));
  const worktrees =
    files === 'workspace' || files === 'project' ? [makeFolder(settings.worktreesFolder)] : [];
  const shared = [...worktrees, ...needed.worktreeFolders];
  const work = {
    none: [],
    read: [],
    workspace: [...shared, ...needed.repositories],
    project: [projectPath, ...shared],
    all: ['/'],
  }[files];
  const outputs = output === undefined ? [] : [output];
  const own: Parts = {
    writable: [...(changesFiles ? [home] : []), state, ...needed.folders, ...secretFolders, ...shared],
    readable: changesFiles ? [] : [home],
  };
  const data = join(projectPath, DATA_FOLDER);
  const isSeen = files === 'read' || files === 'project';
  const around: Surroundings = isSeen ? findSurroundings(projectPath) : { readable: [], hidden: [] };
  return {
    home,
    secretHome,
    // Later tasks of the same kind take settings of git and npm from its home.
    readable: [projectPath, ...(changesFiles ? [] : [home]), ...around.readable, ...needed.files],
    writable: [
      ...work,
      ...(changesFiles ? [home] : []),
      state,
      ...needed.folders,
      ...secretFolders,
      ...outputs,
    ],
    // Without permission for files the project's folder is there, and empty.
    covered: [
      { path: files === 'none' ? projectPath : data, writable: outputs },
      ...coveredHome(settings, { ...own, writable: [...own.writable, ...outputs] }),
    ],
    coveredForCommands: [
      // Where their HOME lies there, the worker itself sees nothing else of it.
      ...(files === 'workspace' ? [projectPath] : isInside(data, home) ? outputs : [data]),
      state,
      ...needed.repositories,
    ],
    apartForCommands: worktrees,
    secretFolders,
    // A program may lie in the folder that is covered.
    readableForCommands: [
      ...needed.worktreeFolders,
      ...[...needed.executables, ...needed.files].filter((path) => isInside(projectPath, path)),
    ],
    executables: needed.executables,
    hidden: around.hidden,
    output,
  };
}

type Parts = Required<Pick<CoveredPath, 'writable' | 'readable'>>;

/**
 * PoppoBuilder's own data, when it lies in the project: tasks see of it what is theirs, and cannot change the operator's
 * settings, the homes of other tasks and what workers load.
 */
function coveredHome({ homeFolder, projectPath }: ProjectSettings, own: Parts): CoveredPath[] {
  const root = resolve(homeFolder, '..', '..');
  const real = realPath(root) ?? root;
  if (real === projectPath || !isInside(projectPath, real)) return [];
  return [{ path: real, ...own, readable: [...own.readable, join(real, COMPILE_CACHE_FOLDER)] }];
}

/** In a project that cannot be written, nothing can appear later either. */
function quietly<T>(work: () => T): T | undefined {
  try {
    return work();
  } catch {
    return undefined;
  }
}
