import type { Octokit } from '@octokit/rest';
import type { Endpoints } from '@octokit/types';

/** The account that PoppoBuilder uses on GitHub. */
export interface Identity {
  /** `octocat`, or `my-app[bot]` for an App. */
  readonly login: string;
  readonly isApp: boolean;
}

/** Credentials of git for URLs that start with `url`. */
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

/** Parameters of a call. `owner` and `repo` default to the project's repository. */
export type CallParameters<R extends Route> = Omit<Endpoints[R]['parameters'], 'owner' | 'repo'> &
  Partial<Repository>;

/** Options of a call. */
export interface CallOptions {
  /** Cancels the call. */
  readonly signal?: AbortSignal | undefined;
}

/** GitHub for one project: one client, one identity. */
export interface GitHub {
  /** Returns the project's repository. Throws `INVALID_CONFIG` when neither the configuration nor `origin` names it. */
  repository(): Repository;
  /** Returns the URL that git clones from: `github.cloneUrl`, the checkout's `origin`, or else the repository's own URL. */
  cloneUrl(): string;
  /** Returns git's credentials for the host of the REST API; `undefined` when {@link GitHub.cloneUrl} is on another host. */
  gitCredentials(): Promise<GitCredentials | undefined>;
  /** Returns the account that PoppoBuilder uses. Requested once. */
  identity(): Promise<Identity>;
  /**
   * Makes one call and resolves with its data.
   *
   * Rejects with a `GitHubError`, which has the `status`; with `RATE_LIMITED` when a rate limit lasts longer than
   * `github.maxWait`; with `MISSING_CREDENTIALS` when there is no token; with the signal's reason when it aborts.
   */
  request<R extends Route>(
    route: R,
    parameters: CallParameters<R>,
    options?: CallOptions,
  ): Promise<Endpoints[R]['response']['data']>;
  /** Resolves with the items of all pages of a list. */
  list<R extends Route>(
    route: R,
    parameters: CallParameters<R>,
    options?: CallOptions,
  ): Promise<Endpoints[R]['response']['data']>;
  /** Returns the Octokit client itself, with throttling, retries and the cache. */
  octokit(): Promise<Octokit>;
}
