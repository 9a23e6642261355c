import { type ProjectContext, type Secret, TaskError } from '@poppobuilder/core';
import { traced, untilAborted } from '@poppobuilder/core/runner-kit';
import type { Octokit } from '@octokit/rest';
import type { Endpoints } from '@octokit/types';
import type { CallOptions, CallParameters, GitCredentials, GitHub, Identity, Repository } from '../github.ts';
import { githubConfig } from '../github-config.ts';
import { statusOf } from '../github-error.ts';
import { type ClientTimes, createOctokit } from './create-octokit.ts';
import { explainFailure } from './explain-failure.ts';
import { findCloneUrl, findRepository, findSignInUrl, type RemoteSources } from './project-remote.ts';
import { cachePromise } from './cache-promise.ts';
import { readSignIn } from './sign-in.ts';

/** Options of {@link OctokitGitHub}. */
export interface OctokitGitHubOptions {
  readonly project: Pick<ProjectContext, 'config' | 'origin' | 'originProblem' | 'masker'>;
  /** A token, or the parts of a GitHub App. */
  readonly secret: Secret | undefined;
  readonly times?: ClientTimes;
}

/** {@link GitHub} implemented with octokit. */
export class OctokitGitHub implements GitHub {
  readonly #options: OctokitGitHubOptions;
  readonly #remote: RemoteSources;
  readonly octokit: () => Promise<Octokit>;
  readonly identity: () => Promise<Identity>;

  constructor(options: OctokitGitHubOptions) {
    const { config, origin, originProblem } = options.project;
    this.#options = options;
    this.#remote = {
      config: config.section(githubConfig),
      origin,
      originProblem,
      hasSecret: options.secret !== undefined,
    };
    this.octokit = cachePromise(() => this.#connect());
    this.identity = cachePromise(() => this.#identify());
  }

  repository(): Repository {
    return findRepository(this.#remote);
  }

  cloneUrl(): string {
    return findCloneUrl(this.#remote);
  }

  async gitCredentials(): Promise<GitCredentials | undefined> {
    const url = this.#options.secret === undefined ? undefined : findSignInUrl(this.#remote);
    if (url === undefined) return undefined;
    const password = await this.#password();
    return { url, username: 'x-access-token', password };
  }

  async request<R extends keyof Endpoints>(
    route: R,
    parameters: CallParameters<R>,
    options: CallOptions = {},
  ): Promise<Endpoints[R]['response']['data']> {
    const { data } = await this.#call(route, parameters, options, (octokit, filled) =>
      octokit.request(route as string, filled),
    );
    return data as Endpoints[R]['response']['data'];
  }

  async list<R extends keyof Endpoints>(
    route: R,
    parameters: CallParameters<R>,
    options: CallOptions = {},
  ): Promise<Endpoints[R]['response']['data']> {
    // Pages are requested by whole URLs, so that their spans have no name.
    return traced(route, { attributes: { 'url.template': route.replace(/^\w+ /, '') } }, async () =>
      this.#call(route, parameters, options, (octokit, filled) =>
        octokit.paginate(route as string, { per_page: 100, ...filled }),
      ),
    );
  }

  async #call<T>(
    route: string,
    parameters: object,
    { signal }: CallOptions,
    call: (octokit: Octokit, filled: Record<string, unknown>) => Promise<T>,
  ): Promise<T> {
    signal?.throwIfAborted();
    const filled = { ...(route.includes('{owner}') ? this.repository() : {}), ...parameters };
    const octokit = await untilAborted(this.octokit(), signal);
    const result = call(octokit, { ...filled, ...(signal === undefined ? {} : { request: { signal } }) });
    try {
      return await untilAborted(result, signal);
    } catch (error) {
      signal?.throwIfAborted();
      throw this.#explain(error, fillIn(route, filled));
    }
  }

  #explain(error: unknown, route: string): Error {
    return explainFailure(error, { route, redact: this.#options.project.masker.text });
  }

  async #connect(): Promise<Octokit> {
    const { secret, times = {} } = this.#options;
    const { config } = this.#remote;
    try {
      const signIn = readSignIn(secret);
      return await createOctokit({ config, signIn, repository: () => this.repository(), times });
    } catch (error) {
      throw this.#explain(error, 'the search for the installation of the GitHub App');
    }
  }

  async #password(): Promise<string> {
    const signIn = readSignIn(this.#options.secret);
    if (signIn.kind === 'token') return signIn.token;
    const octokit = await this.octokit();
    try {
      const { token } = (await octokit.auth({ type: 'installation' })) as { readonly token: string };
      return token;
    } catch (error) {
      throw this.#explain(error, 'the request for an installation token');
    }
  }

  async #identify(): Promise<Identity> {
    if (readSignIn(this.#options.secret).kind === 'app') {
      const app = await this.request('GET /app', {});
      return { login: `${app?.slug ?? ''}[bot]`, isApp: true };
    }
    try {
      const { login } = await this.request('GET /user', {});
      return { login, isApp: false };
    } catch (error) {
      if (statusOf(error) === 403) return this.#identifyInstallation();
      throw error;
    }
  }

  /** An installation token, such as that of a workflow run, may not read its own identity from the REST API. */
  async #identifyInstallation(): Promise<Identity> {
    const octokit = await this.octokit();
    try {
      const { viewer } = await octokit.graphql<{ readonly viewer: { readonly login: string } }>(
        'query { viewer { login } }',
      );
      return { login: viewer.login, isApp: viewer.login.endsWith('[bot]') };
    } catch (error) {
      const failure = this.#explain(error, 'the question who the token is of');
      const isAnswered = error instanceof Error && error.name === 'GraphqlResponseError';
      if (!isAnswered && TaskError.is(failure) && failure.retryable) throw failure;
      return { login: 'github-actions[bot]', isApp: true };
    }
  }
}

/** Returns a route with its parameters, as the URL that was requested. */
function fillIn(route: string, parameters: Readonly<Record<string, unknown>>): string {
  return route.replaceAll(/\{(\w+)\}/g, (whole, name: string) =>
    name in parameters ? String(parameters[name]) : whole,
  );
}
