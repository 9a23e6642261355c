import { statusOf } from '@poppobuilder/github';
import type { AnsweredComment } from '../changes/change-work.ts';
import type { CommentObject } from '../github-objects/issue-object.ts';
import type { WorkServices } from '../services.ts';
import { authorOf } from '../subject/subject.ts';
import type { CommentReference } from './comment-reference.ts';

interface ReviewComment extends CommentObject {
  readonly pull_request_review_id?: number | null | undefined;
}

/** What reading references needs. */
export interface ReferenceRequest {
  readonly services: Pick<WorkServices, 'github' | 'authors'>;
  readonly number: number;
  readonly signal: AbortSignal;
}

/**
 * Reads what references name, in their order: only what exists and was written by authors who may command the agent, but not
 * by our own account.
 */
export async function readReferences(
  request: ReferenceRequest,
  references: readonly CommentReference[],
): Promise<readonly AnsweredComment[]> {
  const found: AnsweredComment[] = [];
  for (const reference of references) {
    const objects = reference.kind === 'checks' ? [] : await readObjects(request, reference);
    for (const object of objects) {
      if (await isHeard(request, object)) found.push(answeredComment(object));
    }
    if (reference.kind === 'checks') found.push(await readChecks(request, String(reference.id)));
  }
  return found;
}

/** Returns a comment as work answers it. */
export function answeredComment(comment: CommentObject): AnsweredComment {
  const { id, user, body, path, line, original_line: original } = comment;
  const place = path === undefined ? undefined : { path, line: line ?? original ?? undefined };
  return { id, author: user?.login ?? '', body: body ?? '', place };
}

async function readObjects(
  { services: { github }, number, signal }: ReferenceRequest,
  { kind, id }: CommentReference,
): Promise<readonly CommentObject[]> {
  if (kind === 'comment') {
    const route = 'GET /repos/{owner}/{repo}/issues/comments/{comment_id}';
    const comment = await orMissing(github.request(route, { comment_id: Number(id) }, { signal }));
    return comment === undefined ? [] : [comment as CommentObject];
  }
  const pull = { pull_number: number };
  const route = 'GET /repos/{owner}/{repo}/pulls/{pull_number}/reviews/{review_id}';
  const review = await orMissing(github.request(route, { ...pull, review_id: Number(id) }, { signal }));
  if (review === undefined) return [];
  const all = await github.list('GET /repos/{owner}/{repo}/pulls/{pull_number}/comments', pull, { signal });
  const comments = (all as readonly ReviewComment[]).filter(({ pull_request_review_id: of }) => of === id);
  // A review may be nothing but its comments.
  return (review.body ?? '') === '' ? comments : [review as CommentObject, ...comments];
}

async function isHeard(
  { services }: ReferenceRequest,
  { user, author_association }: CommentObject,
): Promise<boolean> {
  const { login } = await services.github.identity();
  if (user?.login.toLowerCase() === login.toLowerCase()) return false;
  return (await services.authors.judge(authorOf(user, author_association))).isPermitted;
}

const FAILED: ReadonlySet<string> = new Set(['failure', 'timed_out', 'startup_failure', 'action_required']);
/** Characters of the summary of one check. */
const MAX_SUMMARY = 4_000;

async function readChecks(
  { services: { github }, signal }: ReferenceRequest,
  ref: string,
): Promise<AnsweredComment> {
  const route = 'GET /repos/{owner}/{repo}/commits/{ref}/check-runs';
  const { check_runs: runs } = await github.request(route, { ref, per_page: 100 }, { signal });
  const failed = runs.filter(({ conclusion }) => FAILED.has(conclusion ?? ''));
  const texts = failed.map(({ name, conclusion, output, details_url: url }) =>
    [
      `- ${name}: ${conclusion ?? 'failed'}${url === null ? '' : ` (${url})`}`,
      ...[output?.title, output?.summary].map((text) => (text ?? '').slice(0, MAX_SUMMARY)).filter(Boolean),
    ].join('\n'),
  );
  const body = [`These checks failed on ${ref}. Find out why, and fix it:`, ...texts].join('\n\n');
  return { id: 0, author: '', body };
}

async function orMissing<T>(reading: Promise<T>): Promise<T | undefined> {
  try {
    return await reading;
  } catch (error) {
    if (statusOf(error) === 404) return undefined;
    throw error;
  }
}
