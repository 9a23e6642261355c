import { basename, resolve } from 'node:path';
import { isInside, type ResolvedPermissions } from '@poppobuilder/core';
import { DATA_FOLDER } from '@poppobuilder/core/runner-kit';
import { type CodeInProject, codeInProject, type ProtectedModule } from '../sandbox/code-in-project.ts';
import type { CoveredPath } from '../sandbox/cover-arguments.ts';
import { nodePermissionFlags } from '../sandbox/node-permissions.ts';
import { outerSandbox } from '../sandbox/outer-sandbox.ts';
import { readableFolders, type ReadableFoldersOptions } from '../sandbox/readable-folders.ts';
import { ShortMemory } from '../sandbox/short-memory.ts';
import type { ChosenIsolation } from './choose-isolation.ts';
import type { ProjectFolders } from './project-folders.ts';
import { resourceLimits } from './resource-limits.ts';
import { SECCOMP_DESCRIPTOR } from './worker-process.ts';
import { PROGRAM } from './worker-program.ts';

/** What a command line of a worker is made of. All paths are absolute. */
export interface WorkerParts extends Pick<
  ProjectFolders,
  'executables' | 'readable' | 'writable' | 'covered'
> {
  readonly isolation: ChosenIsolation;
  readonly permissions: ResolvedPermissions;
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  /** The worker's own folder of the host for temporary files. */
  readonly temporaryFolder: string;
  /** Files of the plugins' modules. */
  readonly modules: readonly string[];
  /** The modules of every plugin of the pool, which tasks may not change wherever they lie. */
  readonly protectedModules: readonly ProtectedModule[];
  /** V8's compile cache. A sandbox mounts it read-only unless the worker is there to write it. */
  readonly compileCache: { readonly folder: string; readonly isWritable: boolean } | undefined;
  /** Bytes. */
  readonly memoryLimit: number;
  readonly openFiles: number | undefined;
  readonly maxProcesses: number;
}

/** Where the programs of a system lie, which are looked for before they are started, and what starting them reads. */
const SYSTEM_PROGRAMS = ['/proc', '/dev/null', '/bin', '/usr/bin', '/sbin', '/usr/sbin', '/usr/local'];

const protectedCode = new ShortMemory<CodeInProject>();
const loadedFolders = new ShortMemory<readonly string[]>();

/** The command line of a worker: limits, namespace, Node with its permission flags, and the program. */
export function composeCommandLine(parts: WorkerParts): readonly [command: string, ...args: string[]] {
  const { isolation, permissions, environment, compileCache } = parts;
  const code = rememberedFolders({
    modules: [PROGRAM, ...parts.modules],
    executables: [process.execPath, ...parts.executables],
    path: permissions.commands ? (environment['PATH'] ?? '') : '',
  });
  const kept = protectedFolders(parts);
  const limits = resourceLimits(isolation, parts);
  const node = [
    process.execPath,
    ...(isolation.hasPermissions ? permissionFlags(parts, code) : []),
    // A small young generation, in MB: a smaller process forks faster, and takes less while it is idle.
    '--max-semi-space-size=4',
    `--max-old-space-size=${Math.floor(parts.memoryLimit / 1024 ** 2)}`,
    PROGRAM,
    compileCache?.folder ?? '',
  ];
  if (isolation.mode === 'process') return join([...limits.outside, ...node]);
  const cache = compileCache === undefined ? [] : [compileCache.folder];
  const sandbox = outerSandbox({
    network: permissions.network,
    readable: [...code, ...parts.readable, ...(compileCache?.isWritable === true ? [] : cache)],
    writable: [...parts.writable, ...(compileCache?.isWritable === true ? cache : [])],
    code: kept.folders,
    fixed: kept.between,
    empty: kept.absent,
    covered: parts.covered.map((covered) => withoutCode(covered, kept.folders)),
    temporaryFolder: parts.temporaryFolder,
    workingDirectory: parts.workingDirectory,
    seccompDescriptor: SECCOMP_DESCRIPTOR,
  });
  return join([...limits.outside, isolation.bwrap, ...sandbox, ...limits.inside, ...node]);
}

/** The folders of all code that a task of this worker could change, or would hide from it. */
export function protectedFolders(
  parts: Pick<WorkerParts, 'protectedModules' | 'writable' | 'covered'>,
): CodeInProject {
  const modules = [{ file: PROGRAM }, ...parts.protectedModules];
  const options = { writable: parts.writable, covered: parts.covered.map(({ path }) => path) };
  return protectedCode.recall(JSON.stringify([modules, options]), () => codeInProject(modules, options));
}

/** A project that is a plugin itself is seen, all but its settings. */
function withoutCode(covered: CoveredPath, code: readonly string[]): CoveredPath {
  const isCode =
    basename(covered.path) !== DATA_FOLDER && code.some((folder) => isInside(folder, covered.path));
  return isCode ? { ...covered, path: resolve(covered.path, DATA_FOLDER) } : covered;
}

const rememberedFolders = (options: ReadableFoldersOptions): readonly string[] =>
  loadedFolders.recall(JSON.stringify(options), () => readableFolders(options));

function permissionFlags(parts: WorkerParts, code: readonly string[]): string[] {
  const { isolation, permissions, temporaryFolder, compileCache } = parts;
  const { files, commands } = permissions;
  const temporary = isolation.mode === 'sandbox' ? '/tmp' : temporaryFolder;
  return nodePermissionFlags({
    permissions,
    readable: [...code, ...(files === 'none' ? [] : parts.readable), ...(commands ? SYSTEM_PROGRAMS : [])],
    writable: [
      ...parts.writable,
      ...(files === 'none' && !commands ? [] : [temporary]),
      // Node wants this even of who only reads the cache; in a sandbox the mount is what holds it.
      ...(compileCache === undefined ? [] : [compileCache.folder]),
    ],
  });
}

function join([command = '', ...args]: readonly string[]): [command: string, ...args: string[]] {
  return [command, ...args];
}
