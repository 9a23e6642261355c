import { createHash } from 'node:crypto';
import { cutMarkdown, type GitHub, joinMarkdown, statusOf } from '@poppobuilder/github';
import { listRefused, partText } from './compose-texts.ts';
import { findReview, partMarker, reviewMarker } from './earlier-reviews.ts';
import { placeParts } from './place-parts.ts';
import type { LineComment } from './review.ts';

/** A review to submit. */
export interface ReviewSubmission {
  readonly github: GitHub;
  readonly taskId: string;
  readonly number: number;
  /** Commit that was reviewed. */
  readonly head: string;
  readonly body: string;
  readonly comments: readonly LineComment[];
  /** Language of the texts, as a BCP 47 tag. */
  readonly language?: string | undefined;
  readonly signal: AbortSignal;
}

/** A submitted review. */
export interface SubmittedReview {
  readonly url: string;
  /** Comments that GitHub rejected; the text of the review lists them. */
  readonly refused: readonly LineComment[];
}

/** Maximum number of tried parts. After so many refusals the pull request has changed, and the text lists all comments. */
const MAX_PARTS = 24;

/** Maximum number of attempts. Before each retry, a search shows whether an earlier attempt succeeded after all. */
const MAX_ATTEMPTS = 3;

/**
 * Submits a review of the kind `COMMENT` exactly once: an earlier one of the task is found by its marker. If GitHub
 * rejects a comment because the pull request has changed, the others are placed, and the text lists that one.
 */
export async function submitReview(submission: ReviewSubmission): Promise<SubmittedReview> {
  const { body, comments, language } = submission;
  let url = '';
  let told = 0;
  let tried = 0;
  const refused = await placeParts(comments, async (part, isRest, unplaced) => {
    tried += 1;
    if (tried > MAX_PARTS && part.length > 0) return false;
    const isFirst = url === '';
    const parts = [isFirst ? body : partText(language), ...listRefused(unplaced.slice(told), language)];
    const submitted = await submitOnce(submission, joinMarkdown(parts), part, isRest);
    if (submitted === undefined) return false;
    if (isFirst) url = submitted;
    told = unplaced.length;
    return true;
  });
  return { url, refused };
}

/** Submits comments once. Returns the URL of the review; `undefined` when GitHub rejects one of them. */
async function submitOnce(
  submission: ReviewSubmission,
  text: string,
  comments: readonly LineComment[],
  isLast: boolean,
): Promise<string | undefined> {
  const { github, taskId, number, head, signal } = submission;
  const marker = isLast
    ? reviewMarker(taskId, head)
    : partMarker(taskId, head, createHash('sha256').update(JSON.stringify(comments)).digest('hex'));
  const body = joinMarkdown([...fitting(text), marker]);
  for (let attempt = 1; ; attempt += 1) {
    try {
      return await submit(submission, body, comments);
    } catch (error) {
      const status = statusOf(error);
      const existing = await findReview(github, number, marker, signal);
      if (existing !== undefined) return existing;
      if (status === 422 && comments.length > 0) return undefined;
      if (attempt === MAX_ATTEMPTS || (status !== undefined && status !== 422 && status < 500)) throw error;
    }
  }
}

async function submit(
  { github, number, head, signal }: ReviewSubmission,
  body: string,
  comments: readonly LineComment[],
): Promise<string> {
  const review = await github.request(
    'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    {
      pull_number: number,
      commit_id: head,
      event: 'COMMENT',
      body,
      comments: comments.map(({ path, line, text }) => ({
        path,
        line,
        side: 'RIGHT',
        body: joinMarkdown(fitting(text)),
      })),
    },
    { signal },
  );
  return review.html_url;
}

/** Maximum length of a text, which leaves room for the marker. In characters. */
const MAX_LENGTH = 60_000;

/** Returns as much of a text as GitHub accepts; the reply has a long summary in full. */
function fitting(text: string): string[] {
  const { text: kept, end } = cutMarkdown(text, MAX_LENGTH);
  return end < text.length ? [kept, '…'] : [kept];
}
