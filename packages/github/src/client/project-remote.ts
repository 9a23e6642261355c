import { TaskError } from '@poppobuilder/core';
import type { GitHubConfig } from '../github-config.ts';
import type { Repository } from '../github.ts';
import { parseRemoteAddress, type RemoteAddress } from './remote-address.ts';

/** Address of the REST API of github.com. */
const DEFAULT_BASE_URL = 'https://api.github.com';

/** What tells where a project lives. */
export interface RemoteSources {
  readonly config: GitHubConfig;
  readonly origin: string | undefined;
  /** Why `origin` could not be read: a clause. */
  readonly originProblem?: string | undefined;
  /** Whether there is something to sign in with. */
  readonly hasSecret: boolean;
}

/** Address of the REST API, without a slash at its end. */
export const baseUrlOf = ({ baseUrl = DEFAULT_BASE_URL }: GitHubConfig): string =>
  baseUrl.replace(/\/+$/, '');

/** Address of the host that people and git use, without a slash at its end: `https://github.com`. */
function webAddressOf(config: GitHubConfig): string {
  const { protocol, host } = new URL(baseUrlOf(config));
  const isApiHost = host === 'api.github.com' || host.endsWith('.ghe.com');
  return `${protocol}//${isApiHost ? host.replace(/^api\./, '') : host}`;
}

/**
 * The project's repository: as configured, else as the address that git clones from names it.
 *
 * Throws `INVALID_CONFIG` when nothing tells. The path of a folder is no name on GitHub, and an `origin` of another host
 * than the REST API's names a repository of somebody else there.
 */
export function findRepository({ config, origin, originProblem }: RemoteSources): Repository {
  const foreign = foreignHost(config, origin);
  const ownOrigin = foreign === undefined ? origin : undefined;
  const named = [config.cloneUrl, ownOrigin].map((address) => repositoryIn(address)).find(Boolean);
  const owner = config.owner ?? named?.owner;
  const repo = config.repo ?? named?.repo;
  if (owner !== undefined && repo !== undefined) return { owner, repo };
  const reason =
    foreign === undefined
      ? (originProblem ?? "neither the configuration nor a remote origin of the project's checkout names it")
      : `the checkout's origin is at ${foreign}, and ${baseUrlOf(config)} is asked`;
  const advice =
    foreign === undefined
      ? ''
      : ', or github.baseUrl to the REST API of that host if it is GitHub Enterprise';
  throw new TaskError({
    code: 'INVALID_CONFIG',
    message: `The repository on GitHub is not known: ${reason}. Set github.owner and github.repo${advice}.`,
    component: 'github',
  });
}

/** The host of an origin that is not where the REST API is. */
function foreignHost(config: GitHubConfig, origin: string | undefined): string | undefined {
  const address = origin === undefined ? undefined : parseRemoteAddress(origin);
  return address === undefined || isSameHost(address, webAddressOf(config)) ? undefined : address.host;
}

/**
 * Where git clones from. An `origin` by ssh becomes https where a token can be used in place of a key.
 *
 * Whoever can write the checkout can change its `origin`, so a folder or a helper of git that it names does not count: only
 * the operator may name those, by `github.cloneUrl`.
 */
export function findCloneUrl(sources: RemoteSources): string {
  const { config, origin, hasSecret } = sources;
  if (config.cloneUrl !== undefined) return config.cloneUrl;
  const address = origin === undefined ? undefined : parseRemoteAddress(origin);
  const web = webAddressOf(config);
  if (origin !== undefined && address !== undefined && !isSameHost(address, web)) return origin;
  if (origin !== undefined && address !== undefined && namesProject(origin, sources)) {
    return hasSecret ? `${web}/${address.path}.git` : origin;
  }
  const { owner, repo } = findRepository(sources);
  return `${web}/${owner}/${repo}.git`;
}

/** Where git may sign in with the token: the host of {@link findCloneUrl}, when that belongs to GitHub or the operator named it. */
export function findSignInUrl(sources: RemoteSources): string | undefined {
  const cloneUrl = findCloneUrl(sources);
  if (!/^https?:/i.test(cloneUrl) || !URL.canParse(cloneUrl)) return undefined;
  const { protocol, host } = new URL(cloneUrl);
  const isTrusted =
    sources.config.cloneUrl !== undefined || `${protocol}//${host}` === webAddressOf(sources.config);
  return isTrusted ? `${protocol}//${host}/` : undefined;
}

function isSameHost({ protocol, host }: RemoteAddress, web: string): boolean {
  const { host: expected, hostname } = new URL(web);
  return host === expected || host === hostname || (protocol === 'ssh:' && isAlias(host, hostname));
}

/**
 * Whether a host is an alias of `~/.ssh/config`, as people have who use several accounts: `github-work`, `github.com-work`,
 * `github.com_work`.
 */
function isAlias(host: string, hostname: string): boolean {
  if (host === 'localhost') return false;
  if (!host.includes('.')) return true;
  return host.startsWith(hostname) && /^[-_][^.:]*$/.test(host.slice(hostname.length));
}

/** Whether the origin is the repository itself, and not a fork of the one that is configured. */
function namesProject(origin: string, sources: RemoteSources): boolean {
  const named = repositoryIn(origin);
  if (named === undefined) return false;
  const { owner, repo } = findRepository(sources);
  return `${named.owner}/${named.repo}`.toLowerCase() === `${owner}/${repo}`.toLowerCase();
}

function repositoryIn(address: string | undefined): Repository | undefined {
  const [owner, repo, ...rest] = (
    address === undefined ? '' : (parseRemoteAddress(address)?.path ?? '')
  ).split('/');
  return isName(owner) && isName(repo) && rest.length === 0 ? { owner, repo } : undefined;
}

/** Whether GitHub can have an account or a repository of this name: `..` would lead to another place of its REST API. */
const isName = (name: string | undefined): name is string =>
  name !== undefined && /^[\w.-]+$/.test(name) && !/^\.{1,2}$/.test(name);
