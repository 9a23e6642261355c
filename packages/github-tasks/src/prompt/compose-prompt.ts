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
  /** The comments to answer. */
  readonly comments: readonly Omit<AnsweredComment, 'id'>[];
}

/** Returns the prompt for work on an issue, a pull request, or a comment. */
export function composePrompt(parts: PromptParts): string {
  const { subject, conversation, comments } = parts;
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
  ].join('\n\n');
}

function orders({
  repository,
  subject,
  branch,
  base,
  language,
  takesChanges,
  comments,
}: PromptParts): string {
  const place = `${repository.owner}/${repository.repo}`;
  const noun = subject.kind === 'issue' ? 'issue' : 'pull request';
  const task =
    comments.length === 0
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
