import type { TaskContext } from '@poppobuilder/core';
import { issuesConfig } from '@poppobuilder/github';
import { workspaceConfig } from '@poppobuilder/workspace';
import type { ChangeWork } from '../changes/change-work.ts';
import type { WorkServices } from '../services.ts';
import { branchName } from '../sessions/branch-name.ts';
import { type Session, Sessions } from '../sessions/sessions.ts';
import { isPushable, type PullRequestSubject, type Subject, workBranch } from '../subject/subject.ts';
import { textsFor } from '../texts/texts.ts';

/** The parts of {@link ChangeWork} that depend on where the work is done. */
export type Place = Pick<
  ChangeWork,
  'workspace' | 'takesChanges' | 'sessionId' | 'issue' | 'pullRequest' | 'note'
>;

/** Returns where the work continues: the branch and session of the issue or of the pull request. */
export async function findPlace(
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
      ...continuing(session),
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
    return { ...continuing(session), workspace, takesChanges: true, ...pullRequest };
  }
  const texts = textsFor(projectConfig.language);
  const { isOwnRepository, headBranch } = subject;
  return {
    ...continuing(session),
    workspace: {
      ...workspace,
      ref: isOwnRepository ? `refs/heads/${headBranch}` : `refs/pull/${number}/head`,
    },
    takesChanges: false,
    note: isOwnRepository ? texts.shared(headBranch) : texts.fork,
  };
}

const continuing = (session: Session | undefined): Pick<Place, 'sessionId' | 'issue'> =>
  session === undefined
    ? {}
    : { sessionId: session.sessionId === '' ? undefined : session.sessionId, issue: session.issue };
