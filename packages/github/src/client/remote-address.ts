/** An address of a git remote on some host. */
export interface RemoteAddress {
  readonly protocol: 'https:' | 'http:' | 'ssh:' | 'git:';
  /** In lower case, with the port where it is not the one of the protocol. */
  readonly host: string;
  /** Without slashes around it and without `.git`. */
  readonly path: string;
}

const SCP_LIKE = /^(?:[^@/\s[\]]+@)?([^:/\s[\]]{2,}):(?!\/\/)([^\s]+)$/;
/** With a port: `[git@github.com:22]:acme/site.git`. */
const SCP_LIKE_IN_BRACKETS = /^\[(?:[^@/\s[\]]+@)?([^:/\s[\]]{2,}):(\d+)\]:(?!\/\/)([^\s]+)$/;

/** `<helper>::<address>` has git run a program of that name. */
const BY_HELPER = /^[\w+.-]+::/;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'ssh:': ':22', 'git:': ':9418' };

/**
 * Takes a remote's address apart; `undefined` for a folder, for `file://`, and for whatever else is not on the network. Git
 * and URLs disagree about control characters and backslashes, so an address with one is none.
 */
export function parseRemoteAddress(address: string): RemoteAddress | undefined {
  if (/[\p{Cc}\\]/u.test(address) || BY_HELPER.test(address) || address.startsWith('-')) return undefined;
  const [, scpHost, scpPath] = SCP_LIKE.exec(address) ?? [];
  if (scpHost !== undefined && scpPath !== undefined) return remote('ssh:', scpHost, scpPath);
  const [, host, port, path] = SCP_LIKE_IN_BRACKETS.exec(address) ?? [];
  if (host !== undefined && path !== undefined) return remote('ssh:', `${host}:${port}`, path);
  if (!URL.canParse(address)) return undefined;
  const url = new URL(address);
  switch (url.protocol) {
    case 'http:':
    case 'https:':
    case 'git:':
      return remote(url.protocol, url.host, decoded(url.pathname));
    case 'ssh:':
    case 'git+ssh:':
    case 'ssh+git:':
      return remote('ssh:', url.host, decoded(url.pathname));
    default:
      return undefined;
  }
}

function remote(protocol: RemoteAddress['protocol'], host: string, path: string): RemoteAddress | undefined {
  const port = DEFAULT_PORTS[protocol];
  const lower = host.toLowerCase();
  const bareHost = port !== undefined && lower.endsWith(port) ? lower.slice(0, -port.length) : lower;
  // Ssh takes it for an option.
  if (bareHost === '' || bareHost.startsWith('-')) return undefined;
  return { protocol, host: nameOfGitHub(bareHost), path: bare(path) };
}

/** GitHub has these names for one host. See https://docs.github.com/authentication/troubleshooting-ssh/using-ssh-over-the-https-port */
function nameOfGitHub(host: string): string {
  const names = ['www.github.com', 'ssh.github.com', 'ssh.github.com:443'];
  return names.includes(host) ? 'github.com' : host;
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
