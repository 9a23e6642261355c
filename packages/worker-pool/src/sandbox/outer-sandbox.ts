import { coverArguments, type CoveredPath } from './cover-arguments.ts';
import { kernelFileArguments } from './kernel-files.ts';
import { mountArguments } from './mount.ts';
import { planMounts } from './plan-mounts.ts';
import { hiddenFileArguments } from './system-mounts.ts';

/** What a worker's namespace has. All paths are absolute. */
export interface OuterSandboxOptions {
  /** Whether the network of the host can be reached; without it there is a loopback device only. */
  readonly network: boolean;
  /** Files and folders that can be read. One inside a writable folder becomes read-only there. @defaultValue none */
  readonly readable?: readonly string[];
  /** Files and folders that can be written. @defaultValue none */
  readonly writable?: readonly string[];
  /** Real paths of folders with code: read-only wherever they lie, and seen also below covered paths. @defaultValue none */
  readonly code?: readonly string[];
  /** Real paths of writable folders that cannot be renamed or removed. @defaultValue none */
  readonly fixed?: readonly string[];
  /** Paths in writable folders at which there is nothing, and nothing can be made. @defaultValue none */
  readonly empty?: readonly string[];
  /** Paths whose content is hidden, whatever is bound there or below. @defaultValue none */
  readonly covered?: readonly CoveredPath[];
  /** Folder of the host that is seen as /tmp; given paths below /tmp are seen on top of it. */
  readonly temporaryFolder: string;
  readonly workingDirectory: string;
  /** A descriptor from which bubblewrap reads a `seccompFilter`. @defaultValue none */
  readonly seccompDescriptor?: number | undefined;
}

/**
 * Arguments of bubblewrap for the namespace a worker lives in; the command follows them. The namespace has the system's
 * folders read-only, the given paths and nothing else; a given path that does not exist is left out.
 *
 * Root of the host keeps CAP_SETFCAP inside: the kernel wants it of a process that maps root into a further user namespace, so
 * no inner one could be made without it. It gives no power over the files of the host that the user id, which stays
 * root's, does not give already.
 */
export function outerSandbox(options: OuterSandboxOptions): string[] {
  const { network, readable = [], writable = [], code = [], fixed = [], empty = [], covered = [] } = options;
  const { temporaryFolder, workingDirectory, seccompDescriptor } = options;
  const mounts = planMounts({ readable, writable, code, fixed, empty, temporaryFolder });
  return [
    '--unshare-user',
    '--unshare-pid',
    '--unshare-ipc',
    '--unshare-uts',
    '--unshare-cgroup-try',
    ...(network ? [] : ['--unshare-net']),
    '--die-with-parent',
    '--cap-drop',
    'ALL',
    ...(process.getuid?.() === 0 ? ['--cap-add', 'CAP_SETFCAP'] : []),
    ...mounts.flatMap(mountArguments),
    ...hiddenFileArguments(),
    '--proc',
    '/proc',
    ...kernelFileArguments(),
    '--dev',
    '/dev',
    ...coverArguments(mounts, covered, code),
    ...(seccompDescriptor === undefined ? [] : ['--seccomp', String(seccompDescriptor)]),
    '--chdir',
    workingDirectory,
    '--',
  ];
}
