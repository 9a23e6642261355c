import { cutMarkdown, type GitHub, joinMarkdown, statusOf } from '@poppobuilder/github';
import { earlierReviews, reviewMarker, reviewOf } from './earlier-reviews.ts';
import type { LineComment } from './review.ts';

/** A review as it is submitted. */
export interface ReviewSubmission {
  readonly github: GitHub;
  readonly taskId: string;
  readonly number: number;
  /** Commit that was reviewed. */
  readonly head: string;
  readonly body: string;
  readonly comments: readonly LineComment[];
  readonly signal: AbortSignal;
}

/** What became of a review. */
export interface SubmittedReview {
  readonly url: string;
  /** Comments that GitHub did not take. */
  readonly refused: readonly LineComment[];
}

/** Tries of submitting one; in between somebody looks whether an earlier one was heard after all. */
const TRIES = 3;

/**
 * Submits a review as one `COMMENT`, once: one that the task made before is found by its marker. When GitHub does not
 * take the lines, because the pull request changed meanwhile, it is submitted without them.
 */
export async function submitReview(submission: ReviewSubmission): Promise<SubmittedReview> {
  let comments = submission.comments;
  for (let tries = 1; ; tries += 1) {
    try {
      const url = await submit(submission, comments);
      return { url, refused: submission.comments.slice(comments.length) };
    } catch (error) {
      const status = statusOf(error);
      const existing = await find(submission);
      if (existing !== undefined) return { url: existing, refused: [] };
      if (tries === TRIES || (status !== undefined && status !== 422 && status < 500)) throw error;
      if (status === 422) comments = [];
    }
  }
}

async function submit(
  { github, taskId, number, head, body, signal }: ReviewSubmission,
  comments: readonly LineComment[],
): Promise<string> {
  const review = await github.request(
    'POST /repos/{owner}/{repo}/pulls/{pull_number}/reviews',
    {
      pull_number: number,
      commit_id: head,
      event: 'COMMENT',
      body: joinMarkdown([...fitting(body), reviewMarker(taskId, head)]),
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

async function find({ github, number, taskId, head, signal }: ReviewSubmission): Promise<string | undefined> {
  const reviews = await earlierReviews(github, number, signal);
  return reviewOf(reviews, taskId, head)?.url;
}

/** Characters of a text that GitHub takes, and some for the marker. */
const MAX_LENGTH = 60_000;

/** What GitHub takes of a text; the whole of a long summary is in the reply. */
function fitting(text: string): string[] {
  const { text: kept, end } = cutMarkdown(text, MAX_LENGTH);
  return end < text.length ? [kept, '…'] : [kept];
}
