import { changeJson, changeList, type Json } from '../exchange.ts';
import type { GitRemote } from '../git-remote.ts';
import { type PullCommits, type Smoothing, type Surroundings, within } from '../smoothing.ts';

/** What counts here of a pull request. */
export interface Pull extends Json {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly merged: boolean;
  readonly body: string | null;
  readonly head: Json & { readonly ref: string; readonly sha: string };
  readonly base: Json & { readonly ref: string; readonly sha: string };
}

/** GitHub shows where the branches of a pull request are now, and whether they merge; the emulator makes commits up. */
export const showRealCommits: Smoothing = async (call, next, surroundings) => {
  const answer = await next(call);
  const place = within(call, surroundings);
  if (/^pulls\/\d+$/.test(place) || (place === 'pulls' && call.method === 'POST')) {
    return changeJson(answer, (pull) => withCommits(pull as Pull, surroundings));
  }
  return place === 'pulls' ? changeList(answer, (pull) => withCommits(pull as Pull, surroundings)) : answer;
};

/** The commits that a pull request has now, or had when it ended. */
export function commitsOf(pull: Pull, { remote, finished }: Surroundings): PullCommits | undefined {
  const ended = finished.get(pull.number);
  if (ended !== undefined) return ended;
  const head =
    remote.resolve(`refs/pull/${pull.number}/head`) ?? remote.resolve(`refs/heads/${pull.head.ref}`);
  const base = remote.resolve(`refs/heads/${pull.base.ref}`);
  return head === undefined || base === undefined ? undefined : { head, base, merge: null };
}

/** Makes `refs/pull/N/head`, as GitHub does; it follows the branch. */
export function followBranch(remote: GitRemote, number: number, branch: string): void {
  remote.git('symbolic-ref', `refs/pull/${number}/head`, `refs/heads/${branch}`);
}

/** Keeps `refs/pull/N/head` where it is, as GitHub does when a pull request ends. */
export function keepHead(remote: GitRemote, number: number, head: string): void {
  const ref = `refs/pull/${number}/head`;
  remote.git('symbolic-ref', '--delete', ref);
  remote.git('update-ref', '--no-deref', ref, head);
}

function withCommits(pull: Pull, surroundings: Surroundings): Pull {
  const commits = commitsOf(pull, surroundings);
  if (commits === undefined) return pull;
  const { head, base, merge } = commits;
  const merges = pull.state === 'open' && surroundings.remote.mergedTree(base, head) !== undefined;
  return {
    ...pull,
    head: { ...pull.head, sha: head },
    base: { ...pull.base, sha: base },
    merge_commit_sha: merge,
    mergeable: pull.state === 'open' ? merges : null,
    mergeable_state: pull.state === 'closed' ? 'unknown' : merges ? 'clean' : 'dirty',
  };
}
