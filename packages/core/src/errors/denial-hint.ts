import { read } from './describe-value.ts';

/** How deep the causes of an error are followed: `fetch` tells why only in its cause. */
const DEPTH = 4;

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

/**
 * What to declare where Node's permission flags denied something to a handler; nothing for other errors. Node itself
 * names flags, which no handler can set. Never throws.
 */
export function denialHint(thrown: unknown): string | undefined {
  try {
    let error = thrown;
    for (let depth = 0; depth < DEPTH && error instanceof Error; depth += 1) {
      if (read(error, 'code') === 'ERR_ACCESS_DENIED') return hintFor(error);
      error = read(error, 'cause');
    }
  } catch {
    // A proxy may throw at any touch.
  }
  return undefined;
}

function hintFor(denied: Error): string | undefined {
  const isLookup = read(denied, 'syscall') === 'getaddrinfo';
  const permission = isLookup ? 'Net' : String(read(denied, 'permission'));
  const declaration = Object.hasOwn(DECLARATIONS, permission) ? DECLARATIONS[permission] : undefined;
  if (declaration === undefined) return undefined;
  const resource = read(denied, isLookup ? 'hostname' : 'resource');
  const place = typeof resource === 'string' && resource !== '' ? ` of ${JSON.stringify(resource)}` : '';
  return `Node denied ${permission}${place}. What the handler does, its permissions must declare: ${declaration}.`;
}
