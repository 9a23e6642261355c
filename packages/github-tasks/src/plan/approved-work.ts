import { issuesConfig, statusOf } from '@poppobuilder/github';
import type { ChangeWork } from '../changes/change-work.ts';
import type { WorkSteps } from '../changes/work-steps.ts';
import type { Journal } from '../journal/journal.ts';

/** Returns work whose plan was approved with that plan, in the session that made it. Other work stays as it is. */
export function approvedWork(work: ChangeWork, journal: Journal<WorkSteps>): ChangeWork {
  const { plan } = journal.steps;
  if (work.context.approval?.isGiven !== true || plan === undefined) return work;
  const { sessionId, text } = plan;
  return { ...work, approvedPlan: text, ...(sessionId === '' ? {} : { sessionId }) };
}

/** Removes the label by which a plan was approved, so that it does not seem to approve what comes later. */
export async function removeApprovalLabel({ context, services, subject }: ChangeWork): Promise<void> {
  if (context.approval?.isGiven !== true) return;
  const { approvalLabel: name = DEFAULT_APPROVAL_LABEL } = context.projectConfig.section(issuesConfig);
  const route = 'DELETE /repos/{owner}/{repo}/issues/{issue_number}/labels/{name}';
  try {
    await services.github.request(route, { issue_number: subject.number, name }, { signal: context.signal });
  } catch (error) {
    context.signal.throwIfAborted();
    if (statusOf(error) === 404) return;
    context.logger.warn({ error }, `The label "${name}" could not be removed from #${subject.number}.`);
  }
}

/** The label by which a person approves, unless the project names another one. */
export const DEFAULT_APPROVAL_LABEL = 'approved';
