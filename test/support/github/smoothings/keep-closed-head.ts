import { callOf, parseJson } from '../exchange.ts';
import { type Smoothing, type Surroundings, within } from '../smoothing.ts';
import { commitsOf, followBranch, keepHead, type Pull } from './show-real-commits.ts';

/** GitHub keeps the head of a pull request that is closed, whatever becomes of its branch, until it is opened again. */
export const keepClosedHead: Smoothing = async (call, next, surroundings) => {
  const [, number] = /^(?:pulls|issues)\/(\d+)$/.exec(within(call, surroundings)) ?? [];
  const answer = await next(call);
  if (call.method !== 'PATCH' || number === undefined || answer.status !== 200) return answer;
  const { body, status } = await next(callOf(call, 'GET', `${surroundings.root}/pulls/${number}`));
  if (status === 200) settle(parseJson(body) as Pull, surroundings);
  return answer;
};

function settle(pull: Pull, surroundings: Surroundings): void {
  if (pull.merged) return;
  const { finished, remote } = surroundings;
  const commits = commitsOf(pull, surroundings);
  if (pull.state === 'open' && finished.delete(pull.number)) {
    if (pull.head.repo?.fork !== true) followBranch(remote, pull.number, pull.head.ref);
  } else if (pull.state === 'closed' && commits !== undefined && !finished.has(pull.number)) {
    keepHead(remote, pull.number, commits.head);
    finished.set(pull.number, commits);
  }
}
