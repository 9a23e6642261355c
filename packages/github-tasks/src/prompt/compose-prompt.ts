import { delimitUntrusted, type Repository } from '@poppobuilder/github';
import type { AnsweredComment } from '../changes/change-work.ts';
import type { Subject } from '../subject/subject.ts';
import { languageName } from '../texts/language-name.ts';
import type { PermittedComments } from './permitted-comments.ts';

/** Options of {@link composePrompt}. */
export interface PromptParts {
  readonly repository: Repository;
  readonly subject: Subject;
  readonly conversation: PermittedComments;
  readonly branch: string;
  readonly base: string;
  readonly language: string | undefined;
  /** Whether changed files become commits; otherwise only the answer is used. */
  readonly takesChanges: boolean;
  /** Whether the agent only plans. @defaultValue false */
  readonly plans?: boolean | undefined;
  /** The plan that was approved, to carry out. */
  readonly approvedPlan?: string | undefined;
  /** The comments to answer. */
  readonly comments: readonly Omit<AnsweredComment, 'id'>[];
}

/** Returns the prompt for work on an issue, a pull request, or a comment. */
export function composePrompt(parts: PromptParts): string {
  const { subject, conversation, comments, approvedPlan } = parts;
  const { leftOut } = conversation;
  return [
    orders(parts),
    subjectBlock(subject),
    ...conversation.comments.map(({ author, createdAt, body }) =>
      delimitUntrusted('comment', body, { attributes: { author, at: createdAt }, limit: 10_000 }),
    ),
    ...(leftOut === 0 ? [] : [`(${leftOut} more comments are not shown.)`]),
    ...(comments.length === 0
      ? []
      : [comments.length === 1 ? 'This comment is to be answered:' : 'These comments are to be answered:']),
    ...comments.map((comment) =>
      delimitUntrusted('comment', comment.body, {
        attributes: { author: comment.author === '' ? 'checks' : comment.author, ...placeOf(comment) },
      }),
    ),
    ...(approvedPlan === undefined
      ? []
      : [
          'This is your plan, which was approved:',
          delimitUntrusted('plan', approvedPlan, { limit: 60_000 }),
        ]),
  ].join('\n\n');
}

function orders(parts: PromptParts): string {
  return parts.plans === true ? planOrders(parts) : workOrders(parts);
}

/** Asks for a plan that a person can approve. */
function planOrders({ repository, subject, branch, base, language, comments }: PromptParts): string {
  const place = `issue #${subject.number} of ${repository.owner}/${repository.repo}`;
  const task =
    comments.length === 0
      ? `Plan the work on ${place}.`
      : `Plan the work on ${place} once more: your plan was not approved as it was. Do what the comments at the end below ask for.`;
  return `${task} Read what you need in this folder, a worktree of the branch ${branch} that started from ${base}. Change no files and run nothing that does: whatever you change is discarded.
Your whole answer is the plan. A person on GitHub decides by it alone: say what you would change, where, and how you would check it, and ask what is open. Once it is approved, you carry it out. Answer in ${languageName(language)}.`;
}

function workOrders({
  repository,
  subject,
  branch,
  base,
  language,
  takesChanges,
  comments,
  approvedPlan,
}: PromptParts): string {
  const place = `${repository.owner}/${repository.repo}`;
  const noun = subject.kind === 'issue' ? 'issue' : 'pull request';
  const task =
    approvedPlan !== undefined
      ? `Your plan for ${noun} #${subject.number} of ${place} was approved. Carry it out now.`
      : comments.length === 0
        ? `Work on ${noun} #${subject.number} of ${place}.`
        : `Go on with ${noun} #${subject.number} of ${place}: do what the last ${comments.length === 1 ? 'comment' : `${comments.length} comments`} below ${comments.length === 1 ? 'asks' : 'ask'} for.`;
  const how = takesChanges
    ? `Change the files in this folder, a worktree of the branch ${branch} that started from ${base}. What you change becomes a commit and a pull request. When the ${noun} is a question, answer it and change nothing.`
    : 'Change no files: only your answer is used.';
  return `${task} ${how}\nEnd with a short answer for the people on GitHub: what you did or found, and what is left open. Answer in ${languageName(language)}.`;
}

/** Returns the file and line of a review comment. */
const placeOf = ({ place }: Pick<AnsweredComment, 'place'>): Readonly<Record<string, string | number>> =>
  place === undefined ? {} : { path: place.path, ...(place.line === undefined ? {} : { line: place.line }) };

function subjectBlock({ kind, number, title, body, author, labels }: Subject): string {
  return delimitUntrusted(kind, body, {
    attributes: { number, author: author.login ?? 'unknown' },
    fields: { Title: title, Labels: labels.join(', ') || 'none' },
    limit: 60_000,
  });
}
