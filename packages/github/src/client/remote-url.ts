/** The parsed URL of a git remote. */
export interface RemoteUrl {
  readonly protocol: 'https:' | 'http:' | 'ssh:' | 'git:';
  /** In lower case, with the port unless it is the protocol's default. */
  readonly host: string;
  /** Without leading and trailing slashes and without `.git`. */
  readonly path: string;
}

const SCP_LIKE = /^(?:[^@/\s[\]]+@)?([^:/\s[\]]{2,}):(?!\/\/)([^\s]+)$/;
/** With a port: `[git@github.com:22]:acme/site.git`. */
const SCP_LIKE_IN_BRACKETS = /^\[(?:[^@/\s[\]]+@)?([^:/\s[\]]{2,}):(\d+)\]:(?!\/\/)([^\s]+)$/;

/** `<helper>::<URL>` makes git run a program of that name. */
const BY_HELPER = /^[\w+.-]+::/;

const DEFAULT_PORTS: Readonly<Record<string, string>> = { 'ssh:': ':22', 'git:': ':9418' };

/**
 * Parses the URL of a remote. Returns `undefined` for a folder, for `file://`, and for anything else that is not on the
 * network. Git and URL parsers disagree about control characters and backslashes, so both are rejected.
 */
export function parseRemoteUrl(address: string): RemoteUrl | undefined {
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

function remote(protocol: RemoteUrl['protocol'], host: string, path: string): RemoteUrl | undefined {
  const port = DEFAULT_PORTS[protocol];
  const lower = host.toLowerCase();
  const bareHost = port !== undefined && lower.endsWith(port) ? lower.slice(0, -port.length) : lower;
  // SSH would read it as an option.
  if (bareHost === '' || bareHost.startsWith('-')) return undefined;
  return { protocol, host: nameOfGitHub(bareHost), path: bare(path) };
}

/** GitHub serves one host under these names. See https://docs.github.com/authentication/troubleshooting-ssh/using-ssh-over-the-https-port */
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
