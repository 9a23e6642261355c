import type { ResolvedPermissions } from '../plugin/permissions.ts';
import { causesOf } from './causes.ts';
import { read } from './describe-value.ts';

/** What a handler declares so that Node does not deny something, by the name that Node has for it. */
const DECLARATIONS: Readonly<Record<string, string>> = {
  FileSystemRead: "files: 'read' for the project, or 'all' for any file",
  FileSystemWrite: "files: 'project' for the project, or 'all' for any file",
  ChildProcess: 'commands: true',
  WorkerThreads: 'workers: true',
  Addons: 'addons: true',
  Addon: 'addons: true',
  Net: 'network: true',
};

/** What the system says of a network that a namespace does not have. */
const NO_NETWORK: ReadonlySet<unknown> = new Set(['ENETUNREACH', 'EHOSTUNREACH', 'EAI_AGAIN', 'ENOTFOUND']);

/** What the system says of files that a namespace has read-only. */
const NO_WRITE: ReadonlySet<unknown> = new Set(['EROFS', 'EACCES', 'EPERM']);

/** Calls of the system that need a network. */
const NETWORK_CALLS: ReadonlySet<unknown> = new Set([
  'bind',
  'connect',
  'getaddrinfo',
  'listen',
  'send',
  'socket',
]);

/**
 * What to declare where something was denied to a handler: by Node's permission flags, or by the sandbox for want of a
 * permission that is not among those given. Nothing for other errors. Node itself names flags, which no handler can set.
 * Never throws.
 */
export function denialHint(thrown: unknown, permissions?: ResolvedPermissions): string | undefined {
  try {
    for (const error of causesOf(thrown)) {
      const hint =
        read(error, 'code') === 'ERR_ACCESS_DENIED' ? hintOfNode(error) : hintOfSystem(error, permissions);
      if (hint !== undefined) return hint;
    }
  } catch {
    // A proxy may throw at any touch.
  }
  return undefined;
}

function hintOfNode(denied: Error): string | undefined {
  const permission = permissionOf(denied);
  const declaration = Object.hasOwn(DECLARATIONS, permission) ? DECLARATIONS[permission] : undefined;
  if (declaration === undefined) return undefined;
  return `Node denied ${permission}${placeOf(denied)}. What the handler does, its permissions must declare: ${declaration}.`;
}

/** Returns what Node denied to an error or one of its causes, such as `Net of "example.com"`. May throw for a proxy. */
export function deniedBy(thrown: unknown): string | undefined {
  const denied = causesOf(thrown).find((error) => read(error, 'code') === 'ERR_ACCESS_DENIED');
  return denied === undefined ? undefined : `${permissionOf(denied)}${placeOf(denied)}`;
}

/** Node names no permission for the network. */
const permissionOf = (denied: Error): string =>
  NETWORK_CALLS.has(read(denied, 'syscall')) ? 'Net' : nameOf(read(denied, 'permission'));

const nameOf = (permission: unknown): string =>
  typeof permission === 'string' ? permission : 'a permission';

function placeOf(denied: Error): string {
  const resource = read(denied, 'hostname') ?? read(denied, 'resource');
  return typeof resource === 'string' && resource !== '' ? ` of ${JSON.stringify(resource)}` : '';
}

function hintOfSystem(error: Error, permissions: ResolvedPermissions | undefined): string | undefined {
  if (permissions === undefined) return undefined;
  const code = read(error, 'code');
  const isNetworkCall = NETWORK_CALLS.has(read(error, 'syscall'));
  if (NO_NETWORK.has(code) || (isNetworkCall && NO_WRITE.has(code))) {
    if (permissions.network) return undefined;
    return 'The handler does not declare network: true, and without it a sandbox has no network. Declare it if the handler needs one.';
  }
  if (!NO_WRITE.has(code) || typeof read(error, 'path') !== 'string') return undefined;
  if (!['none', 'read'].includes(permissions.files)) return undefined;
  return (
    `The handler declares files: '${permissions.files}', so its worker cannot write. ` +
    `Declare ${DECLARATIONS['FileSystemWrite']}.`
  );
}
