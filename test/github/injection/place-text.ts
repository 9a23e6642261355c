import type { GitHubWorld } from '../../support/github/github-world.ts';
import type { InjectedText } from './injection-case.ts';

/** A task that meets a text. */
export interface PlacedTask {
  readonly type: string;
  readonly fields: object;
  /** Name of its worktree. */
  readonly worktree: string;
}

/** Puts a text where it belongs on GitHub, and gives the task that meets it. */
export async function placeText(
  { github }: GitHubWorld,
  { place, payload }: InjectedText,
  canary: string,
): Promise<PlacedTask> {
  const text = payload.replaceAll('{canary}', canary);
  const anna = github.api('anna').rest;
  const mallory = github.api('mallory').rest;
  if (/^(pull|review)-/.test(place)) {
    const branch = place === 'pull-branch' ? text : `topic-${canary}`;
    const files = {
      'changed.js': place === 'pull-diff' ? text : 'export const changed = 1;\n',
      ...(place === 'pull-file-name' ? { [text]: 'export {};\n' } : {}),
      ...(place === 'pull-settings' ? { [payload]: canary } : {}),
    };
    const message = place === 'pull-commit-message' ? text : 'Change files';
    const author = { name: 'Anna', email: 'anna@example.com' };
    const head = github.remote.commit(branch, files, author, message);
    const { data: pull } = await anna.pulls.create({
      ...github.at,
      head: branch,
      base: 'main',
      title: place === 'pull-title' ? text : 'A change',
      ...(place === 'pull-body' ? { body: text } : {}),
    });
    const at = { ...github.at, pull_number: pull.number };
    if (place === 'review-by-stranger')
      await mallory.pulls.createReview({ ...at, event: 'COMMENT', body: text.replaceAll('{head}', head) });
    if (place === 'review-comment-by-stranger')
      await mallory.pulls.createReviewComment({
        ...at,
        commit_id: head,
        path: 'changed.js',
        line: 1,
        side: 'RIGHT',
        body: text,
      });
    const action = place === 'review-by-stranger' ? 'synchronize' : 'opened';
    return {
      type: 'process-pr',
      fields: { prNumber: pull.number, action },
      worktree: `pull-${pull.number}`,
    };
  }
  const { data: issue } = await anna.issues.create({
    ...github.at,
    title: place === 'issue-title' ? text : 'Wrong total',
    body: place === 'issue-body' ? text : 'It is 2.',
    ...(place === 'issue-label' ? { labels: [text] } : {}),
  });
  const { number } = issue;
  const say = async (by: typeof anna, body: string): Promise<object> => ({
    ...(await by.issues.createComment({ ...github.at, issue_number: number, body })).data,
  });
  const worktree = `issue-${number}`;
  if (place === 'answered-comment') {
    const comment = await say(anna, text);
    return { type: 'process-comment', fields: { issueNumber: number, comment }, worktree };
  }
  if (place === 'comment-by-stranger') await say(mallory, text);
  if (place === 'comment-by-member') await say(anna, text);
  return { type: 'process-issue', fields: { issueNumber: number }, worktree };
}
