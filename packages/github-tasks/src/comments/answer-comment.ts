import { type TaskContext, TaskError } from '@poppobuilder/core';
import { issuesConfig } from '@poppobuilder/github';
import { checkFields } from '../arguments.ts';
import { Assignment, whileAssigned } from '../assignment/assignment.ts';
import { assertPermitted } from '../assignment/refuse.ts';
import type { AnsweredComment } from '../changes/change-work.ts';
import { doChangeWork, type WorkResult } from '../changes/do-work.ts';
import type { CommentObject } from '../github-objects/issue-object.ts';
import type { WorkServices } from '../services.ts';
import { NO_SPENDING } from '../spending.ts';
import { readSubject } from '../subject/read-subject.ts';
import { authorOf, type Subject } from '../subject/subject.ts';
import type { CommentReference } from './comment-reference.ts';
import { findPlace } from './find-place.ts';
import { isCompletion } from './is-completion.ts';
import { answeredComment, readReferences } from './read-references.ts';

/** A comment to answer, with the handler's context and services. */
export interface CommentWork {
  readonly context: TaskContext;
  readonly services: WorkServices;
  /** Number of the issue or pull request. */
  readonly number: number;
  /** The comment as GitHub's API returns it, or else references to what is answered together. */
  readonly comment?: CommentObject | undefined;
  readonly comments?: readonly CommentReference[] | undefined;
  /** Whether nothing is written to GitHub. */
  readonly isDryRun: boolean;
}

/**
 * Answers a comment on an issue or pull request: with an agent that continues the session and branch of the earlier work,
 * or, where the comment says that all is done, by marking the issue as completed.
 *
 * Rejects with `NOT_PERMITTED` for our own comments and for authors who may not command the agent.
 */
export async function answerComment(work: CommentWork): Promise<WorkResult> {
  checkFields('answerComment()', 'work', work, ['context', 'services', 'number', 'comments', 'isDryRun']);
  const { context, services, number, comment, comments = [], isDryRun } = work;
  const all =
    comment === undefined
      ? await readReferences({ services, number, signal: context.signal }, comments)
      : [await permittedComment(work, comment)];
  const [answered, ...furtherComments] = all;
  if (answered === undefined) {
    context.logger.info(
      'Nothing is left to answer: it was deleted, or its authors may not command the agent.',
    );
    return { success: true, commits: [], ...NO_SPENDING, sessionId: '' };
  }
  const subject = await readSubject(services.github, number, context.signal);
  const { completionKeywords } = context.projectConfig.section(issuesConfig);
  if (!isDryRun && all.every(({ body }) => isCompletion(body, completionKeywords))) {
    return complete(context, services, subject, answered.author);
  }
  const place = await findPlace(context, services, subject);
  return doChangeWork({
    context,
    services,
    subject,
    input: ['process-comment', number, comment === undefined ? comments : comment.id],
    isDryRun,
    comment: answered,
    furtherComments,
    ...place,
  });
}

/** Returns a comment that was given whole, if its author may command the agent. */
async function permittedComment(
  { context, services, number, isDryRun }: CommentWork,
  comment: CommentObject,
): Promise<AnsweredComment> {
  const author = authorOf(comment.user, comment.author_association);
  await assertNotOwn(services, author.login);
  await assertPermitted(context, services, { number, author, isDryRun });
  return answeredComment(comment);
}

/** Rejects with `NOT_PERMITTED` for a comment of our own, whatever permission our account has. */
async function assertNotOwn({ github }: WorkServices, login: string | undefined): Promise<void> {
  const identity = await github.identity();
  if (login?.toLowerCase() !== identity.login.toLowerCase()) return;
  const message = `The comment is by ${identity.login}, which is this project's own account. Its comments never start work.`;
  const hint = 'Give PoppoBuilder an account or a GitHub App of its own, so that people can talk to it.';
  throw new TaskError({ code: 'NOT_PERMITTED', message, hint });
}

/** Marks the subject as completed, without running an agent. */
async function complete(
  context: TaskContext,
  services: WorkServices,
  subject: Subject,
  login: string,
): Promise<WorkResult> {
  const assignment = await Assignment.claim({ context, services, subject, address: `@${login} ` });
  return whileAssigned(
    assignment,
    () => NO_SPENDING,
    async () => {
      await assignment.finish(assignment.texts.completed, 'completed', NO_SPENDING);
      return { success: true, replyUrl: assignment.reply.url, commits: [], ...NO_SPENDING, sessionId: '' };
    },
  );
}
