import type { CommentObject, IssueEventObject, IssueObject } from '../github-objects.ts';
import { mentions } from '../mention.ts';
import { decideByComment, mayDecide } from './approval-rule.ts';
import { hasAny, stateLabel } from './labels.ts';
import { answerTask, type Decision, type RuleContext } from './rule.ts';

/**
 * A comment that mentions us is answered, and so is one on an issue or pull request of ours that awaits a response. One that is
 * about an approval is a decision instead.
 */
export async function decideComment(
  context: RuleContext,
  number: number,
  comment: CommentObject,
): Promise<Decision> {
  const { reader } = context;
  const qualifies =
    (await mentionsUs(context, comment.body ?? '')) || (await isAwaited(context, number, comment));
  const usual =
    qualifies && (await reader.isPermitted(comment))
      ? { tasks: [answerTask(reader, number, { kind: 'comment', id: comment.id })] }
      : {};
  if ((await reader.isOurs(comment)) || !(await mayDecide(context, number, comment))) return usual;
  return (await decideByComment(context, number, comment, usual)) ?? usual;
}

/** Whether a text mentions the account that the project says, or that of the token. */
export async function mentionsUs({ config, reader }: RuleContext, text: string): Promise<boolean> {
  return text.includes('@') && mentions(text, config.mention ?? (await reader.login()));
}

/** Whether a response was awaited when the comment was written, on an issue or pull request that we opened or answered. */
async function isAwaited(context: RuleContext, number: number, comment: CommentObject): Promise<boolean> {
  const { reader } = context;
  if (await reader.isOurs(comment)) return false;
  const label = stateLabel(context, 'awaiting-response');
  if (!wasOn(await reader.events(number), label, Date.parse(comment.created_at))) return false;
  const issue = await reader.issue(number);
  return issue !== undefined && (await isConversationOfOurs(context, issue));
}

function wasOn(events: readonly IssueEventObject[], name: string, time: number): boolean {
  const before = events.filter(
    ({ event, label, created_at: at }) =>
      (event === 'labeled' || event === 'unlabeled') &&
      hasAny([name], [label?.name ?? '']) &&
      !(Date.parse(at ?? '') > time),
  );
  return before.at(-1)?.event === 'labeled';
}

async function isConversationOfOurs({ reader }: RuleContext, issue: IssueObject): Promise<boolean> {
  if (await reader.isOurs(issue)) return true;
  const verdicts = await Promise.all(
    (await reader.comments(issue.number)).map(async (comment) => reader.isOurs(comment)),
  );
  return verdicts.includes(true);
}
