import { isNode, reasonOf } from '@poppobuilder/core/runner-kit';
import { TaskError } from '@poppobuilder/core';
import type { IssueExplanation } from '@poppobuilder/api';
import { ISSUE_STATES, issuesConfig, statusOf } from '@poppobuilder/github';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';
import type { GitHubProject } from '../github/github-projects.ts';

type Reason = IssueExplanation['waitingFor'][number];

/** Names one label, or several. */
const named = (labels: readonly string[]): string => labels.map((label) => JSON.stringify(label)).join(', ');

const reasonOfLabels = (message: string, labels: readonly string[]): Reason => ({
  code: 'LABELS',
  message,
  ...(labels.length === 0 ? {} : { by: { labels: [...labels] } }),
});

/** What {@link explainLabels} looks at. */
export interface LabelledIssue {
  readonly number: number;
  readonly project: ProjectConfiguration;
  readonly github: GitHubProject | undefined;
  /** Whether a task of it is open: labels of states are then its own. */
  readonly isWorkedOn: boolean;
}

/**
 * Returns which labels keep an issue from being worked on: the one that is missing, and those that are in the way. Rejects with
 * `NOT_FOUND` when there is no such issue.
 */
export async function explainLabels({
  number,
  project,
  github,
  isWorkedOn,
}: LabelledIssue): Promise<Reason[]> {
  const trigger = project.triggers['github'];
  if (trigger === undefined || github === undefined) return [];
  if (!github.hasCredentials)
    return [reasonOfLabels('The labels of the issue cannot be read: there is no token.', [])];
  const { labels = ['poppo'], excludeLabels = [] } = trigger as {
    readonly labels?: readonly string[];
    readonly excludeLabels?: readonly string[];
  };
  const found = await readLabels(github, number);
  if (!Array.isArray(found)) return [found];
  const has = new Set(found.map((name) => name.toLowerCase()));
  const isOn = (name: string): boolean => has.has(name.toLowerCase());
  const { labels: renamed = {} } = github.config.section(issuesConfig);
  const states = isWorkedOn ? [] : ISSUE_STATES.map((state) => renamed[state] ?? state);
  return [
    ...(labels.some(isOn)
      ? []
      : [
          reasonOfLabels(
            labels.length === 1
              ? `The issue does not have the label ${named(labels)}.`
              : `The issue has none of the labels ${named(labels)}.`,
            labels,
          ),
        ]),
    ...[...excludeLabels, ...states]
      .filter(isOn)
      .map((name) =>
        reasonOfLabels(`The label ${named([name])} keeps the issue from being worked on.`, [name]),
      ),
  ];
}

/** Returns the names of an issue's labels, or why they cannot be read. */
async function readLabels({ github, masker }: GitHubProject, number: number): Promise<string[] | Reason> {
  try {
    const issue = await github.request(
      'GET /repos/{owner}/{repo}/issues/{issue_number}',
      { issue_number: number },
      { signal: AbortSignal.timeout(15_000) },
    );
    return issue.labels.flatMap((label) =>
      typeof label === 'string' ? label : isNode(label) ? (label.name ?? []) : [],
    );
  } catch (error) {
    const status = statusOf(error);
    if (status === 404 || status === 410) {
      throw new TaskError({
        code: 'NOT_FOUND',
        message: `There is no issue ${number} in the repository.`,
        cause: error,
      });
    }
    return reasonOfLabels(`The labels of the issue cannot be read: ${masker.text(reasonOf(error))}`, []);
  }
}
