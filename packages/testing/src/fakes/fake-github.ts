import { createServiceToken, defineService, type ServiceToken, TaskError } from '@poppobuilder/core';
import { chooseReply } from './choose-reply.ts';
import { answer, type Fake, type Reply } from './fake.ts';
import { fillIn } from './fill-in-route.ts';

/** A call of GitHub's REST API. */
export interface GitHubCall {
  /** As the plugin wrote it: `GET /repos/{owner}/{repo}/issues/{issue_number}`. */
  readonly route: string;
  /** With its parameters filled in: `GET /repos/acme/shop/issues/7`. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Bodies of responses by route, as the plugin writes it or with its parameters filled in. */
export type GitHubScript = Readonly<Record<string, Reply<GitHubCall, unknown>>>;

/** Who and where a fake GitHub is. */
export interface FakeGitHubOptions {
  /** The project's repository. @defaultValue { owner: 'acme', repo: 'shop' } */
  readonly repository?: { readonly owner: string; readonly repo: string };
  /** The account that PoppoBuilder uses. @defaultValue 'poppo' */
  readonly login?: string;
}

/** The service as its callers know it; the package itself is not needed. */
interface GitHub {
  repository(): { owner: string; repo: string };
  cloneUrl(): string;
  gitCredentials(): Promise<undefined>;
  identity(): Promise<{ login: string; isApp: boolean }>;
  request(route: string, parameters: object, options?: CallOptions): Promise<unknown>;
  list(route: string, parameters: object, options?: CallOptions): Promise<unknown>;
  octokit(): Promise<never>;
}

interface CallOptions {
  readonly signal?: AbortSignal | undefined;
}

const GitHub: ServiceToken<GitHub> = createServiceToken<GitHub>({
  id: '@poppobuilder/github/GitHub',
  scope: 'project',
  component: 'github',
});

/**
 * Creates a GitHub that answers as a script says, and fails with 404 for what is not in it. Like the real one it needs the
 * secret `github`.
 *
 * @example
 * ```ts
 * const github = fakeGitHub({ 'GET /repos/{owner}/{repo}/issues/{issue_number}': { title: 'Broken' } });
 * await runTask(plugin, task, { services: [github.service], secrets: { github: 'a token' } });
 * github.calls[0].parameters;
 * ```
 */
export function fakeGitHub(script: GitHubScript = {}, options: FakeGitHubOptions = {}): Fake<GitHubCall> {
  const { repository = { owner: 'acme', repo: 'shop' }, login = 'poppo' } = options;
  const calls: GitHubCall[] = [];
  const call = async (route: string, given: object, { signal }: CallOptions = {}): Promise<unknown> => {
    signal?.throwIfAborted();
    const parameters = { ...(route.includes('{owner}') ? repository : {}), ...given };
    const path = fillIn(route, parameters);
    const made = { route, path, parameters };
    calls.push(made);
    const reply = Object.hasOwn(script, route) ? script[route] : chooseReply(script, path);
    if (reply === undefined) throw notFound(path);
    const body = await answer(reply, made);
    signal?.throwIfAborted();
    return structuredClone(body);
  };
  const service = defineService({
    token: GitHub,
    secrets: ['github'],
    create: () => ({
      repository: () => repository,
      cloneUrl: () => `https://github.com/${repository.owner}/${repository.repo}.git`,
      gitCredentials: async () => undefined,
      identity: async () => ({ login, isApp: false }),
      request: call,
      list: call,
      octokit: async () => {
        throw new TaskError({
          code: 'COMPONENT_FAILED',
          message:
            'fakeGitHub() has no Octokit. Use request() and list() of the service, or another service in its place.',
          component: 'github',
        });
      },
    }),
  });
  return { service, calls };
}

function notFound(path: string): TaskError {
  const error = new TaskError({
    code: 'GITHUB_FAILED' as TaskError['code'],
    message: `GitHub answered 404 to ${path}: Not Found. The script of fakeGitHub() has no reply to it.`,
    component: 'github',
  });
  return Object.assign(error, { status: 404 });
}
