import { whileProgressing } from '@poppobuilder/agent';
import { neutralizeMentions } from '@poppobuilder/github';
import type { Changes, Workspace } from '@poppobuilder/workspace';
import { checkFields } from '../arguments.ts';
import { Assignment, whileAssigned } from '../assignment/assignment.ts';
import { findDone, recordDone } from '../assignment/done-record.ts';
import { requirePermission } from '../assignment/refuse.ts';
import { answerInjected, leaveInjected } from '../injection/leave-injected.ts';
import { InjectionRecord } from '../injection/injection-record.ts';
import { approvedWork, removeApprovalLabel } from '../plan/approved-work.ts';
import { planFirst } from '../plan/plan-first.ts';
import { Journal } from '../journal/journal.ts';
import type { WorkOutput } from '../output.ts';
import { describePullRequest } from '../pull-request/describe-pull-request.ts';
import { openPullRequest } from '../pull-request/open-pull-request.ts';
import { Sessions } from '../sessions/sessions.ts';
import { NO_SPENDING, type Spending, spendingOf, sumSpending } from '../spending.ts';
import { readSubject } from '../subject/read-subject.ts';
import type { Subject } from '../subject/subject.ts';
import { askAgent } from './ask-agent.ts';
import { assertMayPush } from './assert-may-push.ts';
import type { AnsweredComment, ChangeWork } from './change-work.ts';
import { commitMessage, pullRequestTitle } from './commit-message.ts';
import { composeReply } from './compose-reply.ts';
import { isWorkLost, pushedBefore } from './earlier-work.ts';
import { issueReference } from './issue-reference.ts';
import { keyOf, openWorkspace } from './open-workspace.ts';
import { recoverWork } from './recover-work.ts';
import { TravellingCommits } from './travelling-commits.ts';
import type { WorkSteps } from './work-steps.ts';

/** The result of a task that works on issues and pull requests. */
export interface WorkResult extends WorkOutput {
  readonly success: true;
}

/**
 * Does work that may produce commits: checks the author, claims the subject, runs the agent in a worktree, pushes its
 * changes, opens or updates the pull request, replies, and shows the state. Each step is recorded, and a retry resumes
 * after the last one.
 */
export async function doChangeWork(work: ChangeWork): Promise<WorkResult> {
  checkFields('doChangeWork()', 'work', work, ['context', 'services', 'subject', 'isDryRun']);
  const { context, services, subject, isDryRun } = work;
  const author = work.comment === undefined ? subject.author : undefined;
  if (author !== undefined) {
    await requirePermission(context, services, { number: subject.number, author, isDryRun });
  }
  if (isDryRun) return dryRun(work);
  const journal = await Journal.open<WorkSteps>({
    state: services.state,
    taskId: context.taskId,
    work: work.input,
  });
  const { result } = journal.steps;
  if (result !== undefined) {
    context.logger.info(
      'This task was completed before, so its earlier result is returned. Use another id for new work.',
    );
    return { success: true, ...result };
  }
  const known = await findDone({ context, services, subject, work: keyOf(work) });
  if (known !== undefined) {
    await journal.record({ result: known });
    return { success: true, ...known };
  }
  if (context.approval?.isGiven === false) return planFirst(work, journal);
  const isResumed = (await services.replies.find(subject.number)) !== undefined;
  const { comment } = work;
  const assignment = await Assignment.claim({
    context,
    services,
    subject,
    ...(comment === undefined ? {} : { address: addressOf([comment, ...(work.furtherComments ?? [])]) }),
  });
  const done = await countingLosses(journal, () =>
    whileAssigned(
      assignment,
      () => spentOn(journal),
      async () => {
        await removeApprovalLabel(work);
        const left = await leaveInjected(approvedWork(work, journal));
        return typeof left === 'string'
          ? answerInjected(work, assignment, left)
          : workOn({ work: left, journal, assignment, isResumed });
      },
    ),
  );
  await journal.record({ result: done });
  await new TravellingCommits(work).forget();
  await journal.prune();
  return { success: true, ...done };
}

/** Returns a mention of each author, once. */
function addressOf(comments: readonly AnsweredComment[]): string {
  const authors = new Set(comments.map(({ author }) => author).filter((author) => author !== ''));
  return [...authors].map((author) => `@${author} `).join('');
}

/** Returns the spending of all attempts of the task. */
const spentOn = ({ steps: { lost = NO_SPENDING, agent } }: Journal<WorkSteps>): Spending =>
  sumSpending(lost, agent ?? NO_SPENDING);

/** Records the spending of a failed agent run, for the reply of a later attempt. */
async function countingLosses<T>(journal: Journal<WorkSteps>, run: () => Promise<T>): Promise<T> {
  try {
    return await run();
  } catch (error) {
    const spending = spendingOf(error);
    const { lost = NO_SPENDING } = journal.steps;
    if (spending.costUsd > 0) await journal.record({ lost: sumSpending(lost, spending) });
    throw error;
  }
}

/** Runs the agent in a worktree to make a plan. Its answer is the result. */
async function dryRun(work: ChangeWork): Promise<WorkResult> {
  const { context } = work;
  context.progress('checkout', 'preparing a worktree');
  const workspace = await openWorkspace(work);
  try {
    context.progress('execute', 'agent is planning');
    const { answer, sessionId, usage, costUsd } = await askAgent(work, workspace);
    return { success: true, branch: workspace.branch, commits: [], usage, costUsd, sessionId, answer };
  } finally {
    await workspace.close();
  }
}

interface Progressing {
  readonly work: ChangeWork;
  readonly journal: Journal<WorkSteps>;
  readonly assignment: Assignment;
  /** Whether an earlier attempt has replied. */
  readonly isResumed: boolean;
}

async function workOn(progressing: Progressing): Promise<WorkOutput> {
  const { work, journal, assignment } = progressing;
  const { context, services } = work;
  context.progress('checkout', assignment.texts.checkout);
  const workspace = await openWorkspace(work, async () => {
    await journal.reload();
    return journal.steps.agent !== undefined;
  });
  try {
    await assignment.enter('execute');
    const agent = await ensureAnswer(progressing, workspace);
    await new Sessions(services.state).keep({
      sessionId: agent.sessionId,
      workspace: work.workspace.name,
      branch: workspace.branch,
      issue: work.issue,
    });
    assignment.signal.throwIfAborted();
    await assignment.enter('respond');
    return await respond(progressing, workspace, agent);
  } finally {
    await workspace.close();
  }
}

/** Returns the agent's answer, from an earlier attempt if its changes still exist. */
async function ensureAnswer(
  { work, journal, assignment, isResumed }: Progressing,
  workspace: Workspace,
): Promise<WorkSteps['agent']> {
  const { agent: earlier } = journal.steps;
  if (earlier === undefined) {
    const recovered = work.takesChanges
      ? await recoverWork({ work, journal, assignment, isResumed }, workspace)
      : undefined;
    if (recovered !== undefined) return recovered;
    if (work.takesChanges) await assertMayPush(work.services, work.context.signal);
    const progressing = { context: work.context, journal, left: async () => workspace.snapshot() };
    const agent = await whileProgressing(progressing, async () => askAgent(work, workspace, journal));
    await journal.record({ agent });
    return agent;
  }
  const commits = new TravellingCommits(work);
  if (!(await isWorkLost(work, journal.steps, workspace, commits))) return earlier;
  work.context.logger.warn('The changes of an earlier attempt are gone, so the agent is run again.');
  // The agent knows from its session what it did.
  const { isShared } = work.services.state;
  const continued = isShared && earlier.sessionId !== '' ? { sessionId: earlier.sessionId } : {};
  const answered = await askAgent({ ...work, ...continued }, workspace, journal);
  const agent = { ...answered, ...sumSpending(earlier, answered) };
  const { lost, injected } = journal.steps;
  await journal.restart({
    ...(lost === undefined ? {} : { lost }),
    ...(injected === undefined ? {} : { injected }),
    agent,
  });
  return agent;
}

async function respond(
  progressing: Progressing,
  workspace: Workspace,
  agent: WorkSteps['agent'],
): Promise<WorkOutput> {
  const { work, journal, assignment } = progressing;
  const { services, subject, takesChanges } = work;
  const { texts, signal } = assignment;
  const committed = await commit(work, journal, workspace);
  const latest = await readSubject(services.github, subject.number, signal);
  assignment.labels = latest.labels;
  const outcome: string[] = work.note === undefined ? [] : [work.note];
  const isChanged = takesChanges && committed.commits.length > 0;
  if (isEdited(subject, latest) && work.comment === undefined) outcome.push(texts.edited);
  const pushed = isChanged ? await push(journal, workspace, committed) : undefined;
  const isClosed = latest.isClosed && !subject.isClosed;
  if (pushed !== undefined && isClosed) outcome.push(texts.closedMeanwhile(workspace.branch));
  const pullRequest =
    pushed === undefined || isClosed ? undefined : await ensurePullRequest(progressing, workspace, agent);
  if (pullRequest !== undefined) {
    outcome.push(pullRequest.isNew ? texts.opened(pullRequest.number) : texts.updated(pullRequest.number));
  }
  if (pushed !== undefined && (await workspace.mergesIntoBase(pushed.head)) === false) {
    outcome.push(texts.conflicts(workspace.base));
  }
  const skipped = takesChanges ? committed.skipped : [];
  const text = composeReply({ answer: agent.answer, outcome, skipped }, texts);
  const done = {
    ...(pullRequest === undefined
      ? {}
      : { pullRequest: { number: pullRequest.number, url: pullRequest.url } }),
    ...(pushed === undefined ? {} : { branch: journal.steps.branch ?? workspace.branch }),
    commits: pushed?.commits ?? [],
    usage: agent.usage,
    costUsd: agent.costUsd,
    sessionId: agent.sessionId,
  };
  const state = journal.steps.isMerged === true ? 'completed' : 'awaiting-response';
  // Before the claim is released, so that tasks for these comments find it.
  const injected = new InjectionRecord(services.state);
  await injected.keep(subject.number, journal.steps.injected ?? [], assignment.reply.url);
  await assignment.finish(text, state, spentOn(journal), recordDone(keyOf(work), done));
  return { replyUrl: assignment.reply.url, ...done };
}

async function commit(work: ChangeWork, journal: Journal<WorkSteps>, workspace: Workspace): Promise<Changes> {
  if (journal.steps.committed !== undefined) return journal.steps.committed;
  const committed = await workspace.commit({ message: commitMessage(work) });
  await new TravellingCommits(work).keep(committed, workspace);
  await journal.record({ committed });
  return committed;
}

async function push(journal: Journal<WorkSteps>, workspace: Workspace, committed: Changes): Promise<Changes> {
  const pushed = pushedBefore(journal.steps, workspace) ?? (await workspace.push(committed));
  await journal.record({ pushed });
  return pushed;
}

async function ensurePullRequest(
  { work, journal, assignment }: Progressing,
  workspace: Workspace,
  agent: WorkSteps['agent'],
): Promise<WorkSteps['pullRequest']> {
  const { services, subject } = work;
  const known = journal.steps.pullRequest;
  if (known !== undefined) return known;
  const isSame = work.pullRequest !== undefined && workspace.branch === work.workspace.branch;
  if (isSame && work.pullRequest !== undefined) return { ...work.pullRequest, isNew: false };
  const pullRequest = await openPullRequest({
    github: services.github,
    branch: workspace.branch,
    base: workspace.base,
    title: pullRequestTitle(subject.title),
    body: describePullRequest(services.masker.text(neutralizeMentions(agent.answer)), issueReference(work)),
    isSurelyNew: !workspace.isExisting && work.context.attempt === 1,
    signal: assignment.signal,
  });
  await journal.record({ pullRequest });
  return pullRequest;
}

const isEdited = (before: Subject, now: Subject): boolean =>
  before.title !== now.title || before.body !== now.body;
