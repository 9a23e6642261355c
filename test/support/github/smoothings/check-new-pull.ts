import { callOf, type Json, parseJson, refuse } from '../exchange.ts';
import { type Smoothing, within } from '../smoothing.ts';
import { followBranch, type Pull } from './show-real-commits.ts';

/**
 * GitHub answers 422 to a pull request from a branch that is missing, has no commit of its own or has an open pull
 * request already, and makes `refs/pull/N/head` for others; the emulator takes them all.
 */
export const checkNewPull: Smoothing = async (call, next, surroundings) => {
  if (call.method !== 'POST' || within(call, surroundings) !== 'pulls') return next(call);
  const { remote, owner, root } = surroundings;
  const { head, base } = parseJson(call.body) as { readonly head?: string; readonly base?: string };
  const [, account, branch = ''] = /^(?:([^:]*):)?(.*)$/.exec(head ?? '') ?? [];
  if (account !== undefined && account !== owner) return next(call);
  const headCommit = remote.resolve(`refs/heads/${branch}`);
  const baseCommit = remote.resolve(`refs/heads/${base ?? ''}`);
  if (headCommit === undefined) return invalid({ field: 'head', code: 'invalid' });
  if (baseCommit === undefined) return invalid({ field: 'base', code: 'invalid' });
  if (remote.git('rev-list', '--max-count=1', `${baseCommit}..${headCommit}`) === '') {
    return invalid({ code: 'custom', message: `No commits between ${base} and ${branch}` });
  }
  const open = await next({ ...callOf(call, 'GET', `${root}/pulls`), query: '?state=open&per_page=100' });
  const isTaken = ({ head: other, base: into }: Pull): boolean => other.ref === branch && into.ref === base;
  if ((parseJson(open.body) as readonly Pull[]).some(isTaken)) {
    const message = `A pull request already exists for ${owner}:${branch}.`;
    return invalid({ code: 'custom', message });
  }
  const answer = await next(call);
  if (answer.status === 201) followBranch(remote, (parseJson(answer.body) as Pull).number, branch);
  return answer;
};

const invalid = (error: Json): ReturnType<typeof refuse> =>
  refuse(422, 'Validation Failed', { resource: 'PullRequest', ...error });
