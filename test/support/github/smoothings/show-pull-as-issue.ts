import { answerJson, callOf, type Json, parseJson } from '../exchange.ts';
import { type Smoothing, within } from '../smoothing.ts';

/** GitHub shows and edits a pull request as the issue of its number, with a `pull_request` key; the emulator says 404. */
export const showPullAsIssue: Smoothing = async (call, next, surroundings) => {
  const [, number] = /^issues\/(\d+)$/.exec(within(call, surroundings)) ?? [];
  const answer = await next(call);
  if (number === undefined || answer.status !== 404) return answer;
  const pullPath = `${surroundings.root}/pulls/${number}`;
  const pull = await next({ ...call, path: pullPath });
  if (pull.status !== 200) return answer;
  const { labels: sent } = parseJson(call.method === 'PATCH' ? call.body : '') as Json;
  const labelsPath = `${surroundings.root}/issues/${number}/labels`;
  const labels = await next(
    sent === undefined ? callOf(call, 'GET', labelsPath) : callOf(call, 'PUT', labelsPath, { labels: sent }),
  );
  return answerJson(200, asIssue(parseJson(pull.body) as Json, JSON.parse(labels.body) as unknown));
};

const ISSUE_KEYS =
  'id node_id number title user state locked assignee assignees milestone comments created_at updated_at closed_at body ' +
  'author_association html_url draft';

/** Shows a pull request as the issue of its number. */
export function asIssue(pull: Json, labels: unknown): Json {
  const { html_url, diff_url, patch_url, merged_at } = pull;
  const url = String(pull['issue_url']);
  return {
    ...Object.fromEntries(ISSUE_KEYS.split(' ').map((key) => [key, pull[key]])),
    url,
    comments_url: `${url}/comments`,
    labels_url: `${url}/labels{/name}`,
    labels,
    pull_request: { url: pull['url'], html_url, diff_url, patch_url, merged_at },
  };
}
