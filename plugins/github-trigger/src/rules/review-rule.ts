import type { CommentObject, ReviewObject } from '../github-objects.ts';
import { mentionsUs } from './comment-rule.ts';
import { answerTask, type Decision, joinDecisions, type RuleContext } from './rule.ts';

/** Reviews of our pull requests that request changes or comment on lines are answered, and those of others that mention us. */
export async function decideReviews(
  context: RuleContext,
  number: number,
  isWanted: (review: ReviewObject) => boolean,
): Promise<Required<Decision>> {
  const { reader } = context;
  const pull = await reader.pull(number);
  if (pull === undefined) return joinDecisions([]);
  const isOurs = await reader.isOurs(pull);
  const comments = Map.groupBy(
    await reader.reviewComments(number),
    ({ pull_request_review_id: id }) => id ?? 0,
  );
  const decisions: Decision[] = [];
  for (const review of (await reader.reviews(number)).filter(isWanted)) {
    if (await qualifies(context, isOurs, review, comments.get(review.id) ?? [])) {
      decisions.push({ tasks: [answerTask(reader, number, { kind: 'review', id: review.id })] });
    }
  }
  return joinDecisions(decisions);
}

async function qualifies(
  context: RuleContext,
  isOurs: boolean,
  review: ReviewObject,
  comments: readonly CommentObject[],
): Promise<boolean> {
  const { reader } = context;
  if (review.state === 'PENDING' || !(await reader.isPermitted(review))) return false;
  if (isOurs && (review.state === 'CHANGES_REQUESTED' || comments.length > 0)) return true;
  const texts = [review, ...comments].map(({ body }) => body ?? '');
  return mentionsUs(context, texts.join('\n\n'));
}
