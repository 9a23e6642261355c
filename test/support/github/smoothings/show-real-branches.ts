import { answerJson, refuse } from '../exchange.ts';
import { type Smoothing, within } from '../smoothing.ts';

/** GitHub reads and deletes the branches that were pushed; the emulator has branches of its own. */
export const showRealBranches: Smoothing = async (call, next, surroundings) => {
  const place = decodeURIComponent(within(call, surroundings));
  const [, kind, branch = ''] = /^(branches|git\/refs?\/heads)\/(.+)$/.exec(place) ?? [];
  if (kind === undefined || branch.includes('/protection')) return next(call);
  const { remote } = surroundings;
  const sha = remote.resolve(`refs/heads/${branch}`);
  if (call.method === 'DELETE') {
    if (sha === undefined) return refuse(422, 'Reference does not exist');
    remote.deleteBranch(branch);
    return { status: 204, headers: {}, body: '' };
  }
  if (call.method !== 'GET') return next(call);
  if (sha === undefined) return refuse(404, kind === 'branches' ? 'Branch not found' : 'Not Found');
  return answerJson(
    200,
    kind === 'branches'
      ? { name: branch, commit: { sha }, protected: false }
      : { ref: `refs/heads/${branch}`, object: { type: 'commit', sha } },
  );
};
