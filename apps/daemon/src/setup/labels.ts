import { isNode } from '@poppobuilder/core/runner-kit';
import {
  type GitHub,
  ISSUE_STATES,
  type IssuesConfig,
  type IssueState,
  statusOf,
} from '@poppobuilder/github';
import type { ProjectConfiguration } from '../configuration/project-configuration.ts';

/** A label that the work on issues needs. */
export interface NeededLabel {
  readonly name: string;
  /** Six hexadecimal digits. */
  readonly color: string;
  readonly description: string;
}

const STATES: Readonly<Record<IssueState, Omit<NeededLabel, 'name'>>> = {
  processing: { color: '1d76db', description: 'PoppoBuilder works on it' },
  waiting: { color: 'fbca04', description: 'PoppoBuilder waits; its comment says for what' },
  'awaiting-response': { color: 'd4c5f9', description: 'PoppoBuilder waits for an answer' },
  completed: { color: '0e8a16', description: 'PoppoBuilder has finished' },
  failed: { color: 'b60205', description: 'PoppoBuilder could not do it' },
};

/** Returns the labels of a project: those that start work, those of the states, and the one that approves where that is needed. */
export function neededLabels(
  { triggers, approval }: Pick<ProjectConfiguration, 'triggers' | 'approval'>,
  { labels: renamed = {}, approvalLabel = 'approved' }: IssuesConfig,
): NeededLabel[] {
  const { labels = ['poppo'] } = (isNode(triggers['github']) ? triggers['github'] : {}) as {
    readonly labels?: readonly string[];
  };
  return [
    ...labels.map((name) => ({
      name,
      color: '5319e7',
      description: 'PoppoBuilder works on issues with this label',
    })),
    ...ISSUE_STATES.map((state) => ({ name: renamed[state] ?? state, ...STATES[state] })),
    ...(approval === 'none'
      ? []
      : [{ name: approvalLabel, color: '0e8a16', description: 'Approves what PoppoBuilder waits with' }]),
  ];
}

/** Returns which of the labels a repository has, and which it lacks. Rejects with `GITHUB_FAILED`. */
export async function compareLabels(
  github: GitHub,
  needed: readonly NeededLabel[],
  signal: AbortSignal,
): Promise<{ readonly present: readonly NeededLabel[]; readonly missing: readonly NeededLabel[] }> {
  const there = await github.list('GET /repos/{owner}/{repo}/labels', {}, { signal });
  const names = new Set(there.map(({ name }) => name.toLowerCase()));
  const isThere = ({ name }: NeededLabel): boolean => names.has(name.toLowerCase());
  return { present: needed.filter(isThere), missing: needed.filter((label) => !isThere(label)) };
}

/** Creates labels, one after the other; one that somebody else has just created is left as it is. Rejects with `GITHUB_FAILED`. */
export async function createLabels(
  github: GitHub,
  labels: readonly NeededLabel[],
  signal: AbortSignal,
): Promise<void> {
  for (const { name, color, description } of labels) {
    try {
      await github.request('POST /repos/{owner}/{repo}/labels', { name, color, description }, { signal });
    } catch (error) {
      if (statusOf(error) !== 422) throw error;
    }
  }
}
