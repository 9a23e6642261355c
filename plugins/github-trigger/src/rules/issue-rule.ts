import { type IssueObject, labelNames } from '../github-objects.ts';
import { hasAny, stateLabels } from './labels.ts';
import type { Decision, RuleContext } from './rule.ts';

/** Labels that an issue gets so soon after its opening belong to it. In milliseconds. */
const OPENING = 5_000;

/** An open issue with a trigger label, and neither an exclude label nor one of a state, is worked on: once for each labelling. */
export async function decideIssue(context: RuleContext, number: number): Promise<Decision> {
  const { reader } = context;
  const issue = await reader.issue(number);
  if (issue === undefined || !isWanted(context, issue) || !(await reader.isPermitted(issue))) return {};
  const labelling = await lastLabelling(context, issue);
  return {
    tasks: [
      {
        task: { type: 'process-issue', issueNumber: number },
        options: { idempotencyKey: `issue/${number}/${labelling}`, concurrencyKey: reader.keyOf(number) },
      },
    ],
  };
}

/** Whether it is an open issue that its labels ask for. */
export const isRequested = ({ config }: Pick<RuleContext, 'config'>, issue: IssueObject): boolean =>
  !isPull(issue) && issue.state === 'open' && hasAny(labelNames(issue), config.labels);

/** Whether it is a pull request. */
export const isPull = ({ pull_request: pull }: Pick<IssueObject, 'pull_request'>): boolean =>
  pull !== undefined && pull !== null;

function isWanted(context: RuleContext, issue: IssueObject): boolean {
  const labels = labelNames(issue);
  const inTheWay = [...context.config.excludeLabels, ...stateLabels(context)];
  return isRequested(context, issue) && !hasAny(labels, inTheWay);
}

async function lastLabelling({ config, reader }: RuleContext, issue: IssueObject): Promise<string> {
  const events = await reader.events(issue.number);
  const labelled = events.filter(
    ({ event, label }) => event === 'labeled' && hasAny(config.labels, [label?.name ?? '']),
  );
  const last = labelled.at(-1);
  if (last === undefined) return 'opened';
  const isOpening = Date.parse(last.created_at ?? '') - Date.parse(issue.created_at) <= OPENING;
  return isOpening ? 'opened' : String(last.id);
}
