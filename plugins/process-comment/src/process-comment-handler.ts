import { defineTaskHandler, type TaskContext, TaskError, type TaskHandler } from '@poppobuilder/core';
import { issuesConfig } from '@poppobuilder/github';
import {
  type AnsweredComment,
  assertPermitted,
  Assignment,
  authorOf,
  branchName,
  type ChangeWork,
  type CommentObject,
  doChangeWork,
  isPushable,
  NO_SPENDING,
  type PullRequestSubject,
  readSubject,
  type Session,
  Sessions,
  type Subject,
  textsFor,
  WORK_PERMISSIONS,
  WORK_SERVICES,
  workBranch,
  type WorkOutput,
  workOutputSchema,
  type WorkServices,
  whileAssigned,
} from '@poppobuilder/github-tasks';
import { workspaceConfig } from '@poppobuilder/workspace';
import { inputSchema } from './input.ts';
import { isCompletion } from './is-completion.ts';

const HOUR = 3_600_000;

/** Handler of the task type `process-comment`. */
export const processCommentHandler: TaskHandler = defineTaskHandler({
  type: 'process-comment',
  description:
    'Goes on with an issue or pull request by a comment: same session, same branch, and an answer.',
  input: inputSchema,
  output: workOutputSchema,
  permissions: WORK_PERMISSIONS,
  services: WORK_SERVICES,
  timeout: HOUR,
  async handle(task, context, services) {
    const { issueNumber, comment, dryRun = false } = task;
    const author = authorOf(comment.user, comment.author_association);
    await assertNotOwn(services, author.login);
    await assertPermitted(context, services, { number: issueNumber, author, isDryRun: dryRun });
    const subject = await readSubject(services.github, issueNumber, context.signal);
    const answered = answeredComment(comment);
    if (!dryRun && isCompletion(answered.body, context.projectConfig.section(issuesConfig).completionKeywords)) {
      return { success: true, ...(await close(context, services, subject, answered.author)) };
    }
    const place = await findPlace(context, services, subject);
    return doChangeWork({
      context,
      services,
      subject,
      input: [task.type, issueNumber, comment.id],
      isDryRun: dryRun,
      comment: answered,
      ...place,
    });
  },
});

function answeredComment({
  id,
  user,
  body,
  path,
  line,
  original_line: original,
}: CommentObject): AnsweredComment {
  const place = path === undefined ? undefined : { path, line: line ?? original ?? undefined };
  return { id, author: user?.login ?? '', body: body ?? '', place };
}

/** Rejects with `NOT_PERMITTED` for a comment of our own, whatever permission our account has. */
async function assertNotOwn({ github }: WorkServices, login: string | undefined): Promise<void> {
  const identity = await github.identity();
  if (login?.toLowerCase() !== identity.login.toLowerCase()) return;
  const message = `The comment is by ${identity.login}, which is this project's own account. Its comments never start work.`;
  const hint = 'Give PoppoBuilder an account or a GitHub App of its own, so that people can talk to it.';
  throw new TaskError({ code: 'NOT_PERMITTED', message, hint });
}

/** Says that the loop is closed. No agent is asked. */
async function close(
  context: TaskContext,
  services: WorkServices,
  subject: Subject,
  login: string,
): Promise<WorkOutput> {
  const assignment = await Assignment.take({ context, services, subject, address: `@${login} ` });
  return whileAssigned(
    assignment,
    () => NO_SPENDING,
    async () => {
      await assignment.finish(assignment.texts.completed, 'completed', NO_SPENDING);
      return { replyUrl: assignment.reply.url, commits: [], ...NO_SPENDING, sessionId: '' };
    },
  );
}

type Place = Pick<ChangeWork, 'workspace' | 'takesChanges' | 'sessionId' | 'issue' | 'pullRequest' | 'note'>;

/** Where the work goes on: the branch and session of the issue, or those of the pull request. */
async function findPlace(
  context: TaskContext,
  services: WorkServices,
  subject: Subject | PullRequestSubject,
): Promise<Place> {
  const sessions = new Sessions(services.state);
  const { projectConfig } = context;
  const issues = projectConfig.section(issuesConfig);
  const { number } = subject;
  if (!('headBranch' in subject)) {
    const session = await sessions.ofIssue(number);
    return {
      ...goingOn(session),
      workspace: { name: `issue-${number}`, branch: session?.branch ?? branchName(issues.branch, number) },
      takesChanges: issues.mode !== 'comment',
      issue: number,
    };
  }
  const base = projectConfig.section(workspaceConfig).base;
  const branch = workBranch(subject, base);
  const session = await sessions.ofBranch(branch);
  const workspace = { name: session?.workspace ?? `pull-${number}`, branch, base: subject.baseBranch };
  if (isPushable(subject, base)) {
    const pullRequest = subject.isClosed ? {} : { pullRequest: { number, url: subject.url } };
    return { ...goingOn(session), workspace, takesChanges: true, ...pullRequest };
  }
  const texts = textsFor(projectConfig.language);
  const { isOwnRepository, headBranch } = subject;
  return {
    ...goingOn(session),
    workspace: {
      ...workspace,
      ref: isOwnRepository ? `refs/heads/${headBranch}` : `refs/pull/${number}/head`,
    },
    takesChanges: false,
    note: isOwnRepository ? texts.shared(headBranch) : texts.fork,
  };
}

const goingOn = (session: Session | undefined): Pick<Place, 'sessionId' | 'issue'> =>
  session === undefined
    ? {}
    : { sessionId: session.sessionId === '' ? undefined : session.sessionId, issue: session.issue };
