import type { Octokit } from '@octokit/rest';
import type { Files, GitRemote } from './git-remote.ts';

/** A pull request from a fork. */
export interface ForkPull {
  readonly number: number;
  readonly head: string;
}

/** Where and as whom it is opened. */
export interface ForkPullOptions {
  readonly client: Octokit;
  readonly at: { readonly owner: string; readonly repo: string };
  readonly login: string;
  readonly remote: GitRemote;
}

/** Opens a pull request from a fork; as on GitHub, the repository has its commits as `refs/pull/N/head` alone. */
export async function openFromFork(
  { client, at, login, remote }: ForkPullOptions,
  title: string,
  files: Files,
): Promise<ForkPull> {
  await client.rest.repos.createFork(at);
  const { data } = await client.rest.pulls.create({ ...at, head: `${login}:topic`, base: 'main', title });
  const author = { name: login, email: `${login}@example.com` };
  const head = remote.commit(`refs/pull/${data.number}/head`, files, author, title);
  return { number: data.number, head };
}
