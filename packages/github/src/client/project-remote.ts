import { TaskError } from '@poppobuilder/core';
import type { GitHubConfig } from '../github-config.ts';
import type { Repository } from '../github.ts';
import { parseRemoteUrl, type RemoteUrl } from './remote-url.ts';

/** URL of the REST API of github.com. */
const DEFAULT_BASE_URL = 'https://api.github.com';

/** The sources from which a project's repository is derived. */
export interface RemoteSources {
  readonly config: GitHubConfig;
  readonly origin: string | undefined;
  /** Why `origin` could not be read: a clause. */
  readonly originProblem?: string | undefined;
  /** Whether there are credentials. */
  readonly hasSecret: boolean;
}

/** Returns the URL of the REST API without a trailing slash. */
export const baseUrlOf = ({ baseUrl = DEFAULT_BASE_URL }: GitHubConfig): string =>
  baseUrl.replace(/\/+$/, '');

/** Returns the URL of the host that people and git use, without a trailing slash: `https://github.com`. */
function webUrlOf(config: GitHubConfig): string {
  const { protocol, host } = new URL(baseUrlOf(config));
  const isApiHost = host === 'api.github.com' || host.endsWith('.ghe.com');
  return `${protocol}//${isApiHost ? host.replace(/^api\./, '') : host}`;
}

/**
 * Returns the project's repository: as configured, or else from the URL that git clones from.
 *
 * Throws `INVALID_CONFIG` when neither names it. A local path is not a repository on GitHub, and an `origin` on another
 * host than the REST API belongs to another service.
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
      ? (originProblem ?? 'neither the configuration nor the origin remote of the checkout names it')
      : `the checkout's origin is at ${foreign}, but the REST API is at ${baseUrlOf(config)}`;
  const advice =
    foreign === undefined
      ? ''
      : ', or github.baseUrl to the REST API of that host if it is GitHub Enterprise';
  throw new TaskError({
    code: 'INVALID_CONFIG',
    message: `The GitHub repository of this project is unknown: ${reason}. Set github.owner and github.repo${advice}.`,
    component: 'github',
  });
}

/** Returns the host of an origin that is on another host than the REST API. */
function foreignHost(config: GitHubConfig, origin: string | undefined): string | undefined {
  const address = origin === undefined ? undefined : parseRemoteUrl(origin);
  return address === undefined || isSameHost(address, webUrlOf(config)) ? undefined : address.host;
}

/**
 * Returns the URL that git clones from. An SSH `origin` becomes HTTPS where a token can be used instead of a key.
 *
 * Anyone with write access to the checkout can change its `origin`, so a folder or a git remote helper in it is ignored:
 * only the operator may set those, with `github.cloneUrl`.
 */
export function findCloneUrl(sources: RemoteSources): string {
  const { config, origin, hasSecret } = sources;
  if (config.cloneUrl !== undefined) return config.cloneUrl;
  const address = origin === undefined ? undefined : parseRemoteUrl(origin);
  const web = webUrlOf(config);
  if (origin !== undefined && address !== undefined && !isSameHost(address, web)) return origin;
  if (origin !== undefined && address !== undefined && namesProject(origin, sources)) {
    return hasSecret ? `${web}/${address.path}.git` : origin;
  }
  const { owner, repo } = findRepository(sources);
  return `${web}/${owner}/${repo}.git`;
}

/** Returns where git may sign in with the token: the host of {@link findCloneUrl}, if it is GitHub's or set by the operator. */
export function findSignInUrl(sources: RemoteSources): string | undefined {
  const cloneUrl = findCloneUrl(sources);
  if (!/^https?:/i.test(cloneUrl) || !URL.canParse(cloneUrl)) return undefined;
  const { protocol, host } = new URL(cloneUrl);
  const isTrusted =
    sources.config.cloneUrl !== undefined || `${protocol}//${host}` === webUrlOf(sources.config);
  return isTrusted ? `${protocol}//${host}/` : undefined;
}

function isSameHost({ protocol, host }: RemoteUrl, web: string): boolean {
  const { host: expected, hostname } = new URL(web);
  return host === expected || host === hostname || (protocol === 'ssh:' && isAlias(host, hostname));
}

/**
 * Whether a host is an alias from `~/.ssh/config`, as used for several accounts: `github-work`, `github.com-work`,
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
  const [owner, repo, ...rest] = (address === undefined ? '' : (parseRemoteUrl(address)?.path ?? '')).split(
    '/',
  );
  return isName(owner) && isName(repo) && rest.length === 0 ? { owner, repo } : undefined;
}

/** Whether GitHub allows this as a name of an account or repository: `..` would lead to another route of the REST API. */
const isName = (name: string | undefined): name is string =>
  name !== undefined && /^[\w.-]+$/.test(name) && !/^\.{1,2}$/.test(name);
