import type { GitHub } from '@poppobuilder/github';
import type { WorkServices } from '../services.ts';
import { authorOf } from '../subject/subject.ts';
import type { LineComment } from './review.ts';

/** One of our own reviews. */
export interface EarlierReview {
  readonly url: string;
  /** Commit that was reviewed. */
  readonly head: string;
  /** Encoded id of the task that reviewed. */
  readonly task: string;
}

/** A marker at the end of a review, where the agent's text cannot be. */
const MARKER = /<!-- poppobuilder:review task=(\S+) head=([0-9a-f]{40,64}) -->\s*$/;

/** Returns the marker by which a review is found again. */
export function reviewMarker(taskId: string, head: string): string {
  return `<!-- poppobuilder:review task=${encoded(taskId)} head=${head} -->`;
}

/** Returns the marker of a review with a part of the comments; the last part has {@link reviewMarker}. */
export function partMarker(taskId: string, head: string, part: string): string {
  return `<!-- poppobuilder:review-part task=${encoded(taskId)} head=${head} part=${part} -->`;
}

const encoded = (taskId: string): string => Buffer.from(taskId).toString('base64url');

/** Returns the reviews of a pull request by our own account, by their markers, oldest first. */
export async function earlierReviews(
  github: GitHub,
  number: number,
  signal: AbortSignal,
): Promise<readonly EarlierReview[]> {
  const reviews = await github.list(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    { pull_number: number },
    { signal },
  );
  const marked = reviews.flatMap(({ body, html_url: url, user }) => {
    const [, task = '', head = ''] = MARKER.exec(body ?? '') ?? [];
    return head === '' ? [] : [{ url, head, task, login: user?.login }];
  });
  if (marked.length === 0) return [];
  const { login: own } = await github.identity();
  return marked.filter(({ login }) => login === own);
}

/** Returns the URL of the review by our own account that ends with a marker. */
export async function findReview(
  github: GitHub,
  number: number,
  marker: string,
  signal: AbortSignal,
): Promise<string | undefined> {
  const reviews = await github.list(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    { pull_number: number },
    { signal },
  );
  const marked = reviews.filter(({ body }) => body.trimEnd().endsWith(marker));
  if (marked.length === 0) return undefined;
  const { login: own } = await github.identity();
  return marked.find(({ user }) => user?.login === own)?.html_url;
}

/** Returns the review that a task made of a commit. */
export function reviewOf(
  reviews: readonly EarlierReview[],
  taskId: string,
  head: string,
): EarlierReview | undefined {
  return reviews.find((review) => review.task === encoded(taskId) && review.head === head);
}

/** Maximum number of authors that are judged. */
const MAX_AUTHORS = 20;

/**
 * Returns earlier comments on lines by us and by authors who may command the agent. Comments by anyone else neither
 * reach the agent nor suppress its own.
 */
export async function earlierComments(
  { github, authors }: Pick<WorkServices, 'github' | 'authors'>,
  number: number,
  signal: AbortSignal,
): Promise<readonly LineComment[]> {
  const comments = await github.list(
    'GET /repos/{owner}/{repo}/pulls/{pull_number}/comments',
    { pull_number: number },
    { signal },
  );
  if (comments.length === 0) return [];
  const { login: own } = await github.identity();
  const others = new Map(comments.map((comment) => [comment.user?.login ?? '', comment]));
  others.delete(own);
  const verdicts = await Promise.all(
    [...others].slice(-MAX_AUTHORS).map(async ([login, { user, author_association: association }]) => {
      const { isPermitted } = await authors.judge(authorOf(user, association));
      return isPermitted ? [login] : [];
    }),
  );
  const heard = new Set([own, ...verdicts.flat()]);
  return comments
    .filter(({ user }) => heard.has(user?.login ?? ''))
    .map(({ path, line, original_line: original, body }) => ({
      path,
      line: line ?? original ?? 0,
      text: body,
    }));
}
