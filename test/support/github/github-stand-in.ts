import { Octokit } from '@octokit/rest';
import type { IncomingMessage, ServerResponse } from 'node:http';
import { type Access, createApp, type GitHubApp, startEmulator, tokenOf } from './emulator.ts';
import { type Answer, type Call, type Forward, refuse } from './exchange.ts';
import { Cut, Faults } from './fault-proxy.ts';
import { type ForkPull, openFromFork } from './fork-pull.ts';
import { type Files, GitRemote, type GitRemoteOptions } from './git-remote.ts';
import { type GitRequest, GitServer } from './git-server.ts';
import { listen } from './listen.ts';
import { smooth, type Surroundings } from './smoothing.ts';
import { answerNotModified } from './smoothings/answer-not-modified.ts';
import { checkNewPull } from './smoothings/check-new-pull.ts';
import { checkToken } from './smoothings/check-token.ts';
import { keepClosedHead } from './smoothings/keep-closed-head.ts';
import { listPullsAmongIssues } from './smoothings/list-pulls-among-issues.ts';
import { mergeForReal } from './smoothings/merge-for-real.ts';
import { namePermission } from './smoothings/name-permission.ts';
import { placeReviewComments, showPlaces } from './smoothings/place-review-comments.ts';
import { refuseUnpermittedWrites } from './smoothings/refuse-unpermitted-writes.ts';
import { showChecks } from './smoothings/show-checks.ts';
import { showPullAsIssue } from './smoothings/show-pull-as-issue.ts';
import { showPullFiles } from './smoothings/show-pull-files.ts';
import { showRealBranches } from './smoothings/show-real-branches.ts';
import { showRealCommits } from './smoothings/show-real-commits.ts';

/**
 * Where the emulator differs from GitHub in what the tasks use, the outermost first; each says in one sentence how GitHub
 * does it: ETags and 304, 401 for a bad token, 403 for who may not write, the words for permissions, branches that were
 * pushed, the head of a closed pull request, a pull request as an issue, the commits of a pull request, refused pull
 * requests, merges in the repository, review comments by line, changed files, checks of commits, pull requests among issues. All other requests reach the emulator as
 * they are.
 */
const SMOOTHINGS = [
  answerNotModified,
  checkToken,
  refuseUnpermittedWrites,
  namePermission,
  showRealBranches,
  keepClosedHead,
  showPullAsIssue,
  showRealCommits,
  checkNewPull,
  mergeForReal,
  placeReviewComments,
  showPlaces,
  showPullFiles,
  showChecks,
  listPullsAmongIssues,
] as const;

/** Who is on the stand-in unless a test says otherwise: ourselves, a person who may write, and a stranger. */
const PEOPLE = { 'poppo-bot': 'push', anna: 'push', mallory: 'none' } as const;

/** What the stand-in begins with. */
export interface GitHubOptions extends Partial<GitRemoteOptions> {
  /** Accounts and their access, over {@link PEOPLE}. */
  readonly people?: Readonly<Record<string, Access>> | undefined;
  /** @defaultValue false */
  readonly isPrivate?: boolean | undefined;
  /** Whether a GitHub App is installed. @defaultValue false */
  readonly hasApp?: boolean | undefined;
}

/** GitHub with one repository: REST by the emulator, git by git itself, on one address. */
export interface GitHubStandIn extends AsyncDisposable {
  /** Address of the REST API. */
  readonly url: string;
  readonly owner: string;
  readonly repo: string;
  /** Owner and repository for calls of {@link GitHubStandIn.api}. */
  readonly at: { readonly owner: string; readonly repo: string };
  readonly remote: GitRemote;
  /** Address for git by smart HTTP; it wants a token. */
  readonly cloneUrl: string;
  /** What git asked over HTTP. */
  readonly gitRequests: readonly GitRequest[];
  /** Faults of the REST API and its journal; requests of {@link GitHubStandIn.api} pass neither. */
  readonly faults: Faults;
  /** Present with `hasApp`. */
  readonly app: GitHubApp | undefined;
  token(login: string): string;
  /** Makes a token unknown, as one that was revoked. */
  revoke(login: string): void;
  /** A client of an account, for what people do in a test. */
  api(login: string): Octokit;
  /** Opens a pull request from a fork, as its owner. */
  openFromFork(login: string, title: string, files: Files): Promise<ForkPull>;
  close(): Promise<void>;
}

/** Starts GitHub with a repository of its own. */
export async function startGitHub(options: GitHubOptions = {}): Promise<GitHubStandIn> {
  const { owner = 'acme', repo = 'shop', files, isPrivate = false } = options;
  const app = options.hasApp === true ? createApp() : undefined;
  const people: Readonly<Record<string, Access>> = { ...PEOPLE, ...options.people, [owner]: 'admin' };
  const remote = new GitRemote({ owner, repo, files });
  const tokens = new Set(Object.keys(people).map(tokenOf));
  const faults = new Faults();
  const roles = new Map(
    Object.entries(people).map(([login, access]) => [tokenOf(login), { login, access }] as const),
  );
  const git = new GitServer({
    root: remote.root,
    isToken: (token) => tokens.has(token),
    mayPush: (token) => /^(?:admin|maintain|push)$/.test(roles.get(token)?.access ?? 'push'),
  });
  let answer = refuseAll;
  const faulty = faults.wrap(async (call) => answer(call));
  const server = await listen((request, response) => {
    if (git.handles(request)) git.handle(request, response);
    else void respond(request, response, BY_TEST in request.headers ? answer : faulty);
  });
  const emulator = await startEmulator({ owner, repo, baseUrl: server.url, people, isPrivate, app });
  const surroundings: Surroundings = {
    remote,
    root: `/repos/${owner}/${repo}`,
    owner,
    tokens,
    roles,
    places: new Map(),
    heads: new Map(),
    finished: new Map(),
    touched: new Map(),
    listed: new Map(),
    checks: new Map(),
  };
  answer = smooth(SMOOTHINGS, async (call) => ask(emulator.url, call), surroundings);
  const close = async (): Promise<void> => {
    faults.clear();
    await server[Symbol.asyncDispose]();
    await emulator[Symbol.asyncDispose]();
    remote[Symbol.dispose]();
  };
  return {
    url: server.url,
    owner,
    repo,
    at: { owner, repo },
    remote,
    cloneUrl: `${server.url}/${owner}/${repo}.git`,
    gitRequests: git.requests,
    faults,
    app,
    token: tokenOf,
    revoke: (login) => void tokens.delete(tokenOf(login)),
    api: (login) => clientOf(server.url, login),
    openFromFork: async (login, title, changed) =>
      openFromFork(
        { client: clientOf(server.url, login), at: { owner, repo }, login, remote },
        title,
        changed,
      ),
    close,
    [Symbol.asyncDispose]: close,
  };
}

/** Header of requests that a test makes as a person. */
const BY_TEST = 'x-by-test';

const refuseAll: Forward = async () => refuse(503, 'GitHub has not begun yet.');

const silent = (): void => undefined;

function clientOf(baseUrl: string, login: string): Octokit {
  const log = { debug: silent, info: silent, warn: silent, error: silent };
  const client = new Octokit({ baseUrl, auth: tokenOf(login), log });
  client.hook.before('request', (request) => void (request.headers[BY_TEST] = login));
  return client;
}

async function respond(request: IncomingMessage, response: ServerResponse, answer: Forward): Promise<void> {
  const chunks: Uint8Array[] = [];
  try {
    for await (const chunk of request) chunks.push(chunk as Uint8Array);
    const { pathname: path, search: query } = new URL(request.url ?? '', 'http://localhost');
    const { method = '', headers } = request;
    const body = Buffer.concat(chunks).toString();
    const { status, headers: given, body: text } = await answer({ method, path, query, headers, body });
    response.writeHead(status, given).end(text);
  } catch (error) {
    if (error instanceof Cut) request.socket.destroy();
    else response.writeHead(500).end(String(error instanceof Error ? error.stack : error));
  }
}

/** Headers of the emulator that GitHub's clients read. */
const PASSED = /^(?:content-type|link|location|x-ratelimit-.*|x-github-.*|x-oauth-scopes)$/;

async function ask(url: string, call: Call): Promise<Answer> {
  const { authorization, accept } = call.headers;
  // GitHub takes a write without a body; the emulator wants one.
  const hasBody = call.body !== '' || call.method.startsWith('P');
  const response = await fetch(url + call.path + call.query, {
    method: call.method,
    headers: {
      ...(authorization === undefined ? {} : { authorization }),
      ...(accept === undefined ? {} : { accept }),
      ...(hasBody ? { 'content-type': 'application/json' } : {}),
    },
    ...(hasBody ? { body: call.body || '{}' } : {}),
  });
  const headers = [...response.headers].filter(([name]) => PASSED.test(name));
  return { status: response.status, headers: Object.fromEntries(headers), body: await response.text() };
}
