import type { Octokit } from '@octokit/rest';
import type { Endpoints } from '@octokit/types';

/** Who we are on GitHub. */
export interface Identity {
  /** `octocat`, or `my-app[bot]` for an App. */
  readonly login: string;
  readonly isApp: boolean;
}

/** What git signs in with, for addresses that begin with `url`. */
export interface GitCredentials {
  /** `https://github.com/`. */
  readonly url: string;
  readonly username: string;
  readonly password: string;
}

/** A repository on GitHub. */
export interface Repository {
  readonly owner: string;
  readonly repo: string;
}

type Route = keyof Endpoints;

/** Parameters of a call; owner and repo are the project's when they are left out. */
export type CallParameters<R extends Route> = Omit<Endpoints[R]['parameters'], 'owner' | 'repo'> &
  Partial<Repository>;

/** How a call is made. */
export interface CallOptions {
  /** Ends the call. */
  readonly signal?: AbortSignal | undefined;
}

/** GitHub for one project: one client, one identity. */
export interface GitHub {
  /** The project's repository. Throws `INVALID_CONFIG` when neither configuration nor `origin` tells. */
  repository(): Repository;
  /** Where git clones from: `github.cloneUrl`, else the checkout's `origin`, else the repository's own address. */
  cloneUrl(): string;
  /** Signs git in at the host of the REST API; absent where the address of {@link GitHub.cloneUrl} is of another host. */
  gitCredentials(): Promise<GitCredentials | undefined>;
  /** Who we are. Asked once. */
  identity(): Promise<Identity>;
  /**
   * Makes one call and gives its data.
   *
   * Rejects with a `GitHubError`, which has the `status`; with `RATE_LIMITED` when a limit lasts longer than
   * `github.maxWait`; with `MISSING_CREDENTIALS` when there is no token; with the signal's reason.
   */
  request<R extends Route>(
    route: R,
    parameters: CallParameters<R>,
    options?: CallOptions,
  ): Promise<Endpoints[R]['response']['data']>;
  /** Every item of all pages of a list. */
  list<R extends Route>(
    route: R,
    parameters: CallParameters<R>,
    options?: CallOptions,
  ): Promise<Endpoints[R]['response']['data']>;
  /** The client itself, with throttling, retries and the cache. */
  octokit(): Promise<Octokit>;
}
