import type { GitHub } from '@poppobuilder/github';
import type { LineComment } from './review.ts';

/** A review of ours. */
export interface EarlierReview {
  readonly url: string;
  /** Commit that was reviewed. */
  readonly head: string;
  /** Task that reviewed. */
  readonly task: string;
}

/** What we said about a pull request before. */
export interface EarlierReviews {
  readonly latest: EarlierReview | undefined;
  readonly all: readonly EarlierReview[];
}

/** At the end, where a reviewer's words cannot stand. */
const MARKER = /<!-- poppobuilder:review task=(\S+) head=([0-9a-f]{40,64}) -->\s*$/;

/** The marker by which a review is found again. */
export function reviewMarker(taskId: string, head: string): string {
  return `<!-- poppobuilder:review task=${encoded(taskId)} head=${head} -->`;
}

const encoded = (taskId: string): string => Buffer.from(taskId).toString('base64url');

/** Reviews of a pull request that our own identity made, by their markers; those of others do not count. */
export async function earlierReviews(
  github: GitHub,
  number: number,
  signal: AbortSignal,
): Promise<EarlierReviews> {
  const reviews = await github.list(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    { pull_number: number },
    { signal },
  );
  const marked = reviews.flatMap(({ body, html_url: url, user }) => {
    const [, task = '', head = ''] = MARKER.exec(body ?? '') ?? [];
    return head === '' ? [] : [{ url, head, task, login: user?.login }];
  });
  if (marked.length === 0) return { latest: undefined, all: [] };
  const { login: own } = await github.identity();
  const all = marked.filter(({ login }) => login === own);
  return { latest: all.at(-1), all };
}

/** The review that a task made of a commit. */
export function reviewOf(reviews: EarlierReviews, taskId: string, head: string): EarlierReview | undefined {
  return reviews.all.find((review) => review.task === encoded(taskId) && review.head === head);
}

/** Comments on lines that were made before, by anyone. */
export async function earlierComments(
  github: GitHub,
  number: number,
  signal: AbortSignal,
): Promise<readonly LineComment[]> {
  const comments = await github.list(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments',
    { pull_number: number },
    { signal },
  );
  return comments.map(({ path, line, original_line: original, body }) => ({
    path,
    line: line ?? original ?? 0,
    text: body,
  }));
}
