import { join, relative, sep } from 'node:path';
import { isInside } from '@poppobuilder/core';
import { keyringFileArguments } from './keyring-files.ts';

/** What the namespace of one command has. All paths are absolute. */
export interface InnerSandboxOptions {
  /** As `probeSandbox` reports it. */
  readonly innerProc: 'own' | 'shared';
  readonly workingDirectory: string;
  /** Folders that are seen empty; they must exist. @defaultValue none */
  readonly covered?: readonly string[];
  /** Folders of which the command sees only the entry that it starts in; they must exist. @defaultValue none */
  readonly apart?: readonly string[];
  /** Files and folders that are seen, also below a covered one, and cannot be written. @defaultValue none */
  readonly readable?: readonly string[];
  /** Variables that the command has and bubblewrap has not. @defaultValue none */
  readonly variables?: Readonly<Record<string, string>>;
  /** A descriptor that gets the id of the namespace's first process, as `namespaceEnded` reads it. */
  readonly infoDescriptor?: number;
}

/**
 * Arguments of bubblewrap for one command that a worker starts inside its own namespace; the command follows them. The
 * command sees the worker's files without the covered ones, and no process but its own.
 *
 * With a `shared` /proc the names of the worker's processes can be listed, but their environment, memory and
 * descriptors cannot be read: the kernel wants a capability of the outer user namespace for that. Node's permission
 * model gives every child its own flags in NODE_OPTIONS, so that variable is always taken away first.
 */
export function innerSandbox(options: InnerSandboxOptions): string[] {
  const {
    innerProc,
    workingDirectory,
    covered = [],
    apart = [],
    readable = [],
    variables = {},
    infoDescriptor,
  } = options;
  return [
    '--unshare-user',
    '--unshare-pid',
    '--die-with-parent',
    '--cap-drop',
    'ALL',
    '--dev-bind',
    '/',
    '/',
    ...(innerProc === 'own' ? ['--proc', '/proc'] : ['--ro-bind', '/proc', '/proc']),
    ...keyringFileArguments(),
    ...covered.flatMap((folder) => ['--tmpfs', folder]),
    ...apart.flatMap((folder) => ['--tmpfs', folder, ...entryOf(folder, workingDirectory)]),
    ...readable.flatMap((path) => ['--ro-bind-try', path, path]),
    '--unsetenv',
    'NODE_OPTIONS',
    ...Object.entries(variables).flatMap(([name, value]) => ['--setenv', name, value]),
    ...(infoDescriptor === undefined ? [] : ['--info-fd', String(infoDescriptor)]),
    '--chdir',
    workingDirectory,
    '--',
  ];
}

/** The entry of a folder that a path is in. */
function entryOf(folder: string, path: string): string[] {
  if (folder === path || !isInside(folder, path)) return [];
  const [name = ''] = relative(folder, path).split(sep);
  const entry = join(folder, name);
  return ['--bind', entry, entry];
}
