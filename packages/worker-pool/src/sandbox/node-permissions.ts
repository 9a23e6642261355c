import { existsSync } from 'node:fs';
import { type ResolvedPermissions, TaskError } from '@poppobuilder/core';
import { realPath } from './paths.ts';

/** What Node's permission model can hold a worker to. */
export type PermissionSupport =
  | {
      readonly available: true;
      /** Whether Node can deny the network; Node 25 and later can. Earlier ones leave it open. */
      readonly network: boolean;
    }
  | { readonly available: false; readonly reason: string };

/** What a worker may do, as Node's flags are to say it. */
export interface NodePermissionOptions {
  /** `files` matters only when it is `all`: every file can be read and written then. */
  readonly permissions: Pick<ResolvedPermissions, 'commands' | 'network' | 'files' | 'workers' | 'addons'>;
  /** Absolute paths that can be read. A folder's content is meant with it. */
  readonly readable: readonly string[];
  /** Absolute paths that can be written, and read too. */
  readonly writable: readonly string[];
}

/** What this Node can enforce. `--permission` exists from Node 22.13 on. */
export function permissionSupport(
  flags: ReadonlySet<string> = process.allowedNodeEnvironmentFlags,
): PermissionSupport {
  if (flags.has('--permission')) return { available: true, network: flags.has('--allow-net') };
  const reason = `Node ${process.version} has no --permission. Run on Node 22.13 or later.`;
  return { available: false, reason };
}

/**
 * Node's flags for a worker's permissions.
 *
 * - `--permission` denies files, child processes, worker threads, native addons, WASI, the inspector and, from Node 25,
 *   the network.
 * - `--allow-fs-read` and `--allow-fs-write` take one path each and are repeated; a comma is part of the path. A folder
 *   that exists when Node starts stands for all below it, one that is made later only with `/*` behind it, so such a
 *   path is given both ways. A folder that comes after a path in it is denied itself, so that they are sorted. A `*` is
 *   a wildcard wherever it is and ends the path; it cannot be escaped.
 * - Node compares the name by which a file is asked for and does not follow links first: a folder behind a link is given
 *   by both names, and links inside a permitted folder lead anywhere. Only a mount namespace stops those.
 * - `--allow-child-process` gives children everything, as they are not held to the flags unless they are Node
 *   themselves: Node puts its flags into their NODE_OPTIONS.
 * - `--allow-worker` and `--allow-addons` stand alone; an addon is native code and not held to anything.
 * - `--allow-net` is left out where Node does not know it, and the network is open there.
 * - Node warns on stderr about each flag that weakens the model and about `--allow-net`, which is experimental;
 *   `--disable-warning` keeps both from users. Nothing keeps back what it says about a path with a comma.
 *
 * Throws `PERMISSION_DENIED` when a path contains a `*`.
 */
export function nodePermissionFlags({ permissions, readable, writable }: NodePermissionOptions): string[] {
  const everything = permissions.files === 'all';
  return [
    '--permission',
    '--disable-warning=SecurityWarning',
    ...fileFlags('--allow-fs-read', everything ? undefined : [...readable, ...writable]),
    ...fileFlags('--allow-fs-write', everything ? undefined : writable),
    ...(permissions.commands ? ['--allow-child-process'] : []),
    ...(permissions.workers ? ['--allow-worker'] : []),
    ...(permissions.addons ? ['--allow-addons'] : []),
    ...(permissions.network && process.allowedNodeEnvironmentFlags.has('--allow-net')
      ? ['--allow-net', '--disable-warning=ExperimentalWarning']
      : []),
  ];
}

function fileFlags(flag: string, paths: readonly string[] | undefined): string[] {
  if (paths === undefined) return [`${flag}=*`];
  return [...new Set(paths.flatMap(namesOf))].toSorted().map((path) => `${flag}=${path}`);
}

function namesOf(path: string): string[] {
  const names = [path, realPath(path) ?? path];
  if (names.some((name) => name.includes('*'))) {
    throw new TaskError({
      code: 'PERMISSION_DENIED',
      message: `${JSON.stringify(path)} contains a *, which Node's permission flags take for any name, so it cannot be granted alone.`,
      hint: 'Rename the folder.',
    });
  }
  return existsSync(path) ? names : [path, `${path.replace(/\/$/, '')}/*`];
}
