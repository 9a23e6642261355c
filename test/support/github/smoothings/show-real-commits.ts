import { changeJson, changeList, type Json } from '../exchange.ts';
import type { GitRemote } from '../git-remote.ts';
import { type PullCommits, type Smoothing, type Surroundings, within } from '../smoothing.ts';

/** What counts here of a pull request. */
export interface Pull extends Json {
  readonly number: number;
  readonly state: 'open' | 'closed';
  readonly merged: boolean;
  readonly body: string | null;
  readonly head: Json & {
    readonly ref: string;
    readonly sha: string;
    readonly repo: { readonly fork: boolean } | null;
  };
  readonly base: Json & { readonly ref: string; readonly sha: string };
}

/** GitHub shows where the branches of a pull request are now, and whether they merge; the emulator makes commits up. */
export const showRealCommits: Smoothing = async (call, next, surroundings) => {
  const answer = await next(call);
  const place = within(call, surroundings);
  if (/^pulls\/\d+$/.test(place)) {
    return changeJson(answer, (pull) =>
      withMergeability(withCommits(pull as Pull, surroundings), surroundings),
    );
  }
  if (place !== 'pulls') return answer;
  return call.method === 'POST'
    ? changeJson(answer, (pull) => ({ ...withCommits(pull as Pull, surroundings), mergeable: null }))
    : changeList(answer, (pull) => withCommits(pull as Pull, surroundings));
};

/** The commits that a pull request has now, or had when it ended. */
export function commitsOf(pull: Pull, { remote, finished, heads }: Surroundings): PullCommits | undefined {
  const ended = finished.get(pull.number);
  if (ended !== undefined) return ended;
  const head = remote.resolve(`refs/pull/${pull.number}/head`) ?? heads.get(pull.number);
  const base = remote.resolve(`refs/heads/${pull.base.ref}`);
  if (head === undefined || base === undefined) return undefined;
  heads.set(pull.number, head);
  return { head, base, merge: null };
}

/** Makes `refs/pull/N/head`, as GitHub does; it follows the branch. */
export function followBranch(remote: GitRemote, number: number, branch: string): void {
  remote.git('symbolic-ref', `refs/pull/${number}/head`, `refs/heads/${branch}`);
}

/** Keeps `refs/pull/N/head` where it is, as GitHub does when a pull request ends. */
export function keepHead(remote: GitRemote, number: number, head: string): void {
  remote.git('update-ref', '--no-deref', `refs/pull/${number}/head`, head);
}

function withCommits(pull: Pull, surroundings: Surroundings): Pull {
  const commits = commitsOf(pull, surroundings);
  if (commits === undefined) return pull;
  const { head, base, merge } = commits;
  // A pull request whose branch is deleted is closed.
  const isOpen =
    pull.state === 'open' && surroundings.remote.resolve(`refs/pull/${pull.number}/head`) !== undefined;
  return {
    ...pull,
    state: isOpen ? 'open' : 'closed',
    head: { ...pull.head, sha: head },
    base: { ...pull.base, sha: base },
    merge_commit_sha: merge,
  };
}

/** GitHub tells whether it merges where one pull request is read. */
function withMergeability(pull: Pull, { remote }: Surroundings): Pull {
  if (pull.state === 'closed') return { ...pull, mergeable: null, mergeable_state: 'unknown' };
  const mergeable = remote.mergedTree(pull.base.sha, pull.head.sha) !== undefined;
  return { ...pull, mergeable, mergeable_state: mergeable ? 'clean' : 'dirty' };
}
