/** An address of a git remote on some host. */
export interface RemoteAddress {
  readonly protocol: 'https:' | 'http:' | 'ssh:' | 'git:';
  /** With the port, where one is written. */
  readonly host: string;
  /** Without slashes around it and without `.git`. */
  readonly path: string;
}

const SCP_LIKE = /^(?:[^@/\s]+@)?([^:/\s]{2,}):(?!\/\/)([^\s]+)$/;

/** Takes a remote's address apart; `undefined` for a folder and for `file://`. */
export function parseRemoteAddress(address: string): RemoteAddress | undefined {
  const [, scpHost, scpPath] = SCP_LIKE.exec(address) ?? [];
  if (scpHost !== undefined && scpPath !== undefined) {
    return { protocol: 'ssh:', host: scpHost.toLowerCase(), path: bare(scpPath) };
  }
  if (!URL.canParse(address)) return undefined;
  const { protocol, host, pathname } = new URL(address);
  if (protocol === 'http:' || protocol === 'https:' || protocol === 'git:') {
    return { protocol, host, path: bare(decoded(pathname)) };
  }
  if (protocol === 'ssh:' || protocol === 'git+ssh:') {
    const isOverHttps = host === 'ssh.github.com:443' || host === 'ssh.github.com';
    return { protocol: 'ssh:', host: isOverHttps ? 'github.com' : host, path: bare(decoded(pathname)) };
  }
  return undefined;
}

const bare = (path: string): string =>
  path
    .replace(/^\/+/, '')
    .replace(/\/+$/, '')
    .replace(/\.git$/i, '');

function decoded(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return path;
  }
}
