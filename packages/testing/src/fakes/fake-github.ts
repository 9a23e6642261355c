import { createServiceToken, defineService, type ServiceToken, TaskError } from '@poppobuilder/core';
import {
  anyObject,
  type ArgumentTable,
  nonEmptyText,
  parseArgument,
  untilAborted,
  withCheckedArguments,
} from '@poppobuilder/core/runner-kit';
import { ARGUMENTS } from '@poppobuilder/github/arguments';
import { z } from 'zod';
import { chooseReply } from './choose-reply.ts';
import { answer, type Fake, type Reply } from './fake.ts';
import { fillIn } from './fill-in-route.ts';
import { notFound } from './github-failure.ts';

/** A call of GitHub's REST API. */
export interface GitHubCall {
  /** As the plugin wrote it: `GET /repos/{owner}/{repo}/issues/{issue_number}`. */
  readonly route: string;
  /** With its parameters filled in: `GET /repos/acme/shop/issues/7`. */
  readonly path: string;
  readonly parameters: Readonly<Record<string, unknown>>;
}

/** Bodies of responses by route, as the plugin writes it or with its parameters filled in. */
export type GitHubScript = Readonly<Record<string, Reply<GitHubCall, GitHubBody>>>;

/** The body of a response, as JSON. */
type GitHubBody = object | string | number | boolean | null;

/** Who and where a fake GitHub is. */
export interface FakeGitHubOptions {
  /** The project's repository. @defaultValue { owner: 'acme', repo: 'shop' } */
  readonly repository?: { readonly owner: string; readonly repo: string };
  /** The account that PoppoBuilder uses. @defaultValue 'poppo' */
  readonly login?: string;
  /** Where git clones from, such as the path of a test project. @defaultValue the repository's URL on github.com */
  readonly cloneUrl?: string;
}

/** The service as its callers know it; the package itself is not needed. */
interface GitHub {
  repository(): { readonly owner: string; readonly repo: string };
  cloneUrl(): string;
  gitCredentials(): Promise<undefined>;
  identity(): Promise<{ readonly login: string; readonly isApp: boolean }>;
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

const gitHubOptions = z.strictObject({
  repository: z.strictObject({ owner: nonEmptyText, repo: nonEmptyText }).optional(),
  login: nonEmptyText.optional(),
  cloneUrl: nonEmptyText.optional(),
});

/**
 * Creates a GitHub that answers as a script says, and fails with 404 for what is not in it. Like the real one it checks its
 * arguments and needs the secret `github`. It has no Octokit.
 *
 * @example
 * ```ts
 * const github = fakeGitHub({ 'GET /repos/{owner}/{repo}/issues/{issue_number}': { title: 'Broken' } });
 * await runTask(plugin, task, { services: [github.service] });
 * github.calls[0].parameters;
 * ```
 */
export function fakeGitHub(script: GitHubScript = {}, options: FakeGitHubOptions = {}): Fake<GitHubCall> {
  parseArgument(anyObject, script, { of: 'fakeGitHub()', name: 'script' });
  parseArgument(gitHubOptions, options, { of: 'fakeGitHub()' });
  const { repository = { owner: 'acme', repo: 'shop' }, login = 'poppo' } = options;
  const { cloneUrl = `https://github.com/${repository.owner}/${repository.repo}.git` } = options;
  const calls: GitHubCall[] = [];
  const call = async (route: string, given: object, { signal }: CallOptions = {}): Promise<unknown> => {
    signal?.throwIfAborted();
    const parameters = { ...(route.includes('{owner}') ? repository : {}), ...given };
    const path = fillIn(route, parameters);
    const made = { route, path, parameters };
    calls.push(made);
    const reply = Object.hasOwn(script, route) ? script[route] : chooseReply(script, path);
    if (reply === undefined) throw notFound(path);
    // What a plugin changes in a response must not be there the next time.
    return structuredClone(await untilAborted(answer(reply, made), signal));
  };
  const github: GitHub = {
    repository: () => repository,
    cloneUrl: () => cloneUrl,
    gitCredentials: async () => undefined,
    identity: async () => ({ login, isApp: false }),
    request: call,
    list: call,
    octokit: async () => {
      throw new TaskError({
        code: 'COMPONENT_FAILED',
        message:
          'fakeGitHub() has no Octokit. Use request() and list() of the service, or define another service for the test.',
        component: 'github',
      });
    },
  };
  const create = (): GitHub => withCheckedArguments(github, ARGUMENTS.github as ArgumentTable<GitHub>);
  return { service: defineService({ token: GitHub, secrets: ['github'], create }), calls };
}
