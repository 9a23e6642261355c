import { callOf, changeJson, type Json, parseJson, refuse } from '../exchange.ts';
import { type Smoothing, within } from '../smoothing.ts';
import { commitsOf, keepHead, type Pull } from './show-real-commits.ts';

/**
 * GitHub merges in the repository, answers 405 to a pull request that conflicts or is closed and 409 when the head moved,
 * and closes the issues that the text names; the emulator only notes that it is merged.
 */
export const mergeForReal: Smoothing = async (call, next, surroundings) => {
  const [, number] = /^pulls\/(\d+)\/merge$/.exec(within(call, surroundings)) ?? [];
  if (call.method !== 'PUT' || number === undefined) return next(call);
  const { root, remote, finished } = surroundings;
  const found = await next(callOf(call, 'GET', `${root}/pulls/${number}`));
  if (found.status !== 200) return found;
  const pull = parseJson(found.body) as Pull;
  const commits = commitsOf(pull, surroundings);
  if (pull.state === 'closed' || commits === undefined) return refuse(405, 'Pull Request is not mergeable');
  const { sha, ...body } = parseJson(call.body) as Json;
  if (sha !== undefined && sha !== commits.head) {
    return refuse(409, 'Head branch was modified. Review and try the merge again.');
  }
  if (remote.mergedTree(commits.base, commits.head) === undefined) {
    return refuse(405, 'Pull Request is not mergeable');
  }
  const answer = await next(callOf(call, 'PUT', call.path, body));
  if (answer.status !== 200) return answer;
  const merge = remote.merge(
    pull.base.ref,
    commits.head,
    `Merge pull request #${number} from ${pull.head.ref}`,
  );
  keepHead(remote, pull.number, commits.head);
  finished.set(pull.number, { ...commits, merge: merge ?? null });
  const close = closedBy(pull.body ?? '').map((issue) => {
    const path = `${root}/issues/${issue}`;
    return next(callOf(call, 'PATCH', path, { state: 'closed', state_reason: 'completed' }));
  });
  await Promise.all(close);
  return changeJson(answer, (data) => ({ ...data, sha: merge }));
};

function closedBy(text: string): string[] {
  const pattern = /\b(?:close[sd]?|fix(?:e[sd])?|resolve[sd]?):?\s+#(\d+)/gi;
  return [...text.matchAll(pattern)].map(([, issue = '']) => issue);
}
