import { isRequested } from './issue-rule.ts';
import type { Decision, RuleContext } from './rule.ts';

/** An issue that is closed, gone, or no longer labelled is withdrawn: what waits and runs for it is cancelled. */
export async function decideWithdrawal(context: RuleContext, number: number): Promise<Decision> {
  const { reader } = context;
  const issue = await reader.issue(number);
  if (issue !== undefined && isRequested(context, issue)) return {};
  const reason =
    issue === undefined
      ? `Issue #${number} is gone.`
      : issue.state === 'open'
        ? `Issue #${number} no longer has a trigger label.`
        : `Issue #${number} was closed.`;
  return { cancels: [{ key: reader.keyOf(number), reason }] };
}
