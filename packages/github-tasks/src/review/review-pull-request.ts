import { createHash } from 'node:crypto';
import { type StuckStep, whileProgressing } from '@poppobuilder/agent';
import { parseSize, type TaskContext } from '@poppobuilder/core';
import type { Author } from '@poppobuilder/github';
import type { Workspace } from '@poppobuilder/workspace';
import { checkFields } from '../arguments.ts';
import { Assignment, orReportFailure, whileAssigned } from '../assignment/assignment.ts';
import { findDone, recordDone } from '../assignment/done-record.ts';
import { requirePermission } from '../assignment/refuse.ts';
import { Journal } from '../journal/journal.ts';
import { workKey } from '../journal/work-key.ts';
import type { WorkServices } from '../services.ts';
import { NO_SPENDING, type Spending, sumSpending } from '../spending.ts';
import { readPullRequest } from '../subject/read-subject.ts';
import type { PullRequestSubject } from '../subject/subject.ts';
import { type AskedReview, askReviewer } from './ask-reviewer.ts';
import { composeReviewBody, composeReviewReply, joinSummaries } from './compose-texts.ts';
import { type ChangedFile, changedFiles } from './diff/changed-file.ts';
import { splitDiff } from './diff/split-diff.ts';
import { earlierComments, earlierReviews, reviewOf } from './earlier-reviews.ts';
import type { ReviewOutput } from './output.ts';
import { placeComments } from './place-comments.ts';
import type { LineComment } from './review.ts';
import { reviewConfig } from './review-config.ts';
import { type SubmittedReview, submitReview } from './submit-review.ts';

/** A pull request to review, with the handler's context and services. */
export interface ReviewWork {
  readonly context: TaskContext;
  readonly services: WorkServices;
  readonly number: number;
  readonly action: 'opened' | 'synchronize';
  readonly isDryRun: boolean;
}

/** The recorded steps of a review. */
interface ReviewSteps extends StuckStep {
  /** The agent's answers, by digest of what it read. */
  readonly asked: Readonly<Record<string, AskedReview>>;
  readonly submitted: SubmittedReview;
  readonly result: ReviewOutput;
}

const DEFAULT_DIFF_LIMIT = '400KB';
const DEFAULT_MAX_COMMENTS = 30;

/** Reviews a pull request, or what changed in it since the last review. */
export async function reviewPullRequest(work: ReviewWork): Promise<ReviewOutput> {
  checkFields('reviewPullRequest()', 'work', work, ['context', 'services', 'number', 'isDryRun']);
  const { context, services, number, isDryRun } = work;
  const { github, workspaces } = services;
  const subject = await readPullRequest(github, number, context.signal);
  if (subject.isClosed) {
    context.logger.info(`#${number} was closed in the meantime, so it is not reviewed.`);
    return { commits: [], ...NO_SPENDING, sessionId: '' };
  }
  const { author } = subject;
  if (!(await isOwnApp(services, author)))
    await requirePermission(context, services, { number, author, isDryRun });
  context.progress('checkout', 'preparing a worktree');
  const told = isDryRun ? undefined : { context, services, subject };
  const workspace = await orReportFailure(told, async () =>
    workspaces.open({
      remote: { url: github.cloneUrl(), credentials: () => github.gitCredentials() },
      name: `pull-${number}`,
      branch: `pull-${number}`,
      base: subject.baseBranch,
      ref: subject.isOwnRepository ? `refs/heads/${subject.headBranch}` : `refs/pull/${number}/head`,
    }),
  );
  try {
    const scope = await orReportFailure(told, async () => findScope(work, workspace));
    if (scope === undefined) return { commits: [], ...NO_SPENDING, sessionId: '' };
    const input = ['process-pr', number, workspace.startCommit];
    const { taskId } = context;
    const journal = await Journal.open<ReviewSteps>({ state: services.state, taskId, work: input });
    if (journal.steps.result !== undefined) return journal.steps.result;
    const key = workKey(taskId, input);
    const done = isDryRun ? undefined : await findDone({ context, services, subject, work: key });
    if (done !== undefined) {
      await journal.record({ result: done });
      return done;
    }
    const spent = (): Spending =>
      Object.values(journal.steps.asked ?? {}).reduce<Spending>(sumSpending, NO_SPENDING);
    const reviewing: Reviewing = { work, key, subject, workspace, scope, journal, spent };
    if (isDryRun) return await dryRun(reviewing);
    const assignment = await Assignment.claim({ context, services, subject });
    const result = await whileAssigned(assignment, spent, () => review(reviewing, assignment));
    await journal.record({ result });
    await journal.prune();
    return result;
  } finally {
    await workspace.close();
  }
}

/** Our own App opens pull requests for people whose permission was checked then. As a bot it has no permission itself. */
async function isOwnApp({ github }: WorkServices, { login, type }: Author): Promise<boolean> {
  return type === 'Bot' && login === (await github.identity()).login;
}

interface Scope {
  /** Files of the whole pull request. */
  readonly files: readonly ChangedFile[];
  /** Files changed after the last review; absent for the first. */
  readonly since: { readonly commit: string; readonly files: readonly ChangedFile[] } | undefined;
  /** The review that an earlier attempt of this task submitted but could not record. */
  readonly submitted: SubmittedReview | undefined;
}

/** Returns what to review; `undefined` when the head commit was reviewed before. */
async function findScope(
  { context, services, number, action }: ReviewWork,
  workspace: Workspace,
): Promise<Scope | undefined> {
  const { startCommit: head, baseCommit } = workspace;
  const whole = changedFiles(await workspace.diff(baseCommit, head));
  const reviews = await earlierReviews(services.github, number, context.signal);
  const own = reviewOf(reviews, context.taskId, head);
  const submitted = own === undefined ? undefined : { url: own.url, refused: [] };
  const latest = reviews.findLast((earlier) => earlier !== own);
  if (action === 'opened' || latest === undefined) return { files: whole, since: undefined, submitted };
  if (latest.head === head) return undefined;
  const diff = await diffSince(workspace, latest.head, head);
  if (diff === undefined) return { files: whole, since: undefined, submitted };
  const known = new Set(whole.map(({ path }) => path));
  const files = changedFiles(diff).filter(({ path }) => known.has(path));
  return { files: whole, since: { commit: latest.head, files }, submitted };
}

/** Returns `undefined` when the commit of the last review is gone, as after a force push. */
async function diffSince(workspace: Workspace, from: string, to: string): Promise<string | undefined> {
  try {
    return await workspace.diff(from, to);
  } catch {
    return undefined;
  }
}

interface Reviewing {
  readonly work: ReviewWork;
  /** Key of the work, for markers. */
  readonly key: string;
  readonly subject: PullRequestSubject;
  readonly workspace: Workspace;
  readonly scope: Scope;
  readonly journal: Journal<ReviewSteps>;
  readonly spent: () => Spending;
}

interface ComposedReview {
  /** Absent when an earlier attempt submitted the review and the rest of the agent's answer is lost. */
  readonly summary: string | undefined;
  readonly placed: readonly LineComment[];
  readonly others: readonly LineComment[];
  readonly unread: readonly string[];
  readonly sessionId: string;
}

async function review(reviewing: Reviewing, assignment: Assignment): Promise<ReviewOutput> {
  const { work, key, subject, workspace, scope, journal, spent } = reviewing;
  const { context, services, number } = work;
  const { language } = context.projectConfig;
  await assignment.enter('execute');
  const isLost = scope.submitted !== undefined && journal.steps.asked === undefined;
  const composed = isLost ? LOST : await compose(reviewing, assignment.signal);
  const { placed, others } = composed;
  await assignment.enter('respond');
  const submitted =
    journal.steps.submitted ??
    scope.submitted ??
    (await submitReview({
      github: services.github,
      taskId: context.taskId,
      number,
      head: workspace.startCommit,
      body: services.masker.text(
        composeReviewBody({ placed: placed.length, others, replyUrl: assignment.reply.url, language }),
      ),
      comments: services.masker.value(placed),
      language,
      signal: assignment.signal,
    }));
  await journal.record({ submitted });
  const text = composeReviewReply({
    summary: composed.summary,
    reviewUrl: submitted.url,
    count: isLost ? undefined : placed.length + others.length,
    unread: composed.unread,
    language,
  });
  const done = {
    pullRequest: { number: subject.number, url: subject.url },
    branch: subject.headBranch,
    commits: [],
    ...total(spent()),
    sessionId: composed.sessionId,
  };
  await assignment.finish(text, 'awaiting-response', spent(), recordDone(key, done));
  return { replyUrl: assignment.reply.url, ...done };
}

/** What remains of a review that an earlier attempt submitted before its journal was lost. */
const LOST: ComposedReview = { summary: undefined, placed: [], others: [], unread: [], sessionId: '' };

async function dryRun(reviewing: Reviewing): Promise<ReviewOutput> {
  const { work, subject, spent } = reviewing;
  work.context.progress('execute', 'agent is reviewing');
  const { summary, placed, others, sessionId } = await compose(reviewing, work.context.signal);
  return {
    branch: subject.headBranch,
    commits: [],
    ...total(spent()),
    sessionId,
    answer: summary ?? '',
    review: { summary: summary ?? '', comments: [...placed, ...others] },
  };
}

const total = ({ usage, costUsd }: Spending): Spending => ({ usage, costUsd });

/** Runs the agent on each part of the diff, and combines its answers. */
async function compose(
  { work, subject, workspace, scope, journal }: Reviewing,
  signal: AbortSignal,
): Promise<ComposedReview> {
  const { context, services, number } = work;
  const { language } = context.projectConfig;
  const config = context.projectConfig.section(reviewConfig);
  const earlier = await earlierComments(services, number, signal);
  const budget = parseSize(config.diffLimit ?? DEFAULT_DIFF_LIMIT) ?? 0;
  const { parts, unread } = splitDiff(scope.since?.files ?? scope.files, budget);
  const asked: AskedReview[] = [];
  const left = async (): Promise<string> => `${Object.keys(journal.steps.asked ?? {}).length} answers`;
  for (const files of parts) {
    const digest = createHash('sha256')
      .update(JSON.stringify(files.map(({ patch }) => patch)))
      .digest('hex');
    const known = journal.steps.asked?.[digest];
    const request = { subject, files, earlier, since: scope.since?.commit, language };
    const ask = async (): Promise<AskedReview> => askReviewer(services, workspace, request);
    const answer = known ?? (await whileProgressing({ context, journal, left }, ask));
    if (known === undefined) await journal.record({ asked: { ...journal.steps.asked, [digest]: answer } });
    asked.push(answer);
    signal.throwIfAborted();
  }
  const reviews = asked.map(({ review: answer }) => answer);
  const places = placeComments(
    reviews.flatMap(({ comments }) => comments),
    {
      files: scope.files,
      since: scope.since?.files,
      earlier,
      limit: config.maxComments ?? DEFAULT_MAX_COMMENTS,
    },
  );
  return {
    summary: joinSummaries(reviews, language),
    ...places,
    unread,
    sessionId: asked.at(-1)?.sessionId ?? '',
  };
}
