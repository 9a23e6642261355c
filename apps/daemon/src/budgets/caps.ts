import type { HoldScope, SpendingFilter } from '@poppobuilder/engine';
import type { Amounts, Budgets } from '../configuration/budgets-configuration.ts';
import { hostTimeZone } from '../configuration/active-hours-configuration.ts';
import type { DaemonConfiguration } from '../configuration/daemon-configuration.ts';
import { dayAt } from './day.ts';
import { issueKey } from './subject-of.ts';

/** Names what is capped; allowances have the same scope. */
export type CapScope =
  | { readonly all: true }
  | { readonly project: string }
  | { readonly project: string; readonly issue: number }
  | { readonly project: string; readonly total: true };

/** A cap on what attempts spend together. */
export interface Cap {
  readonly name: 'issue' | 'day' | 'project';
  readonly scope: CapScope;
  readonly limits: Amounts;
  /** What counts. */
  readonly filter: SpendingFilter;
  /** What is held when it is reached. */
  readonly hold: { readonly id: string; readonly scope: HoldScope };
  /** When spending counts anew. */
  readonly until?: Date | undefined;
}

/** Id of every hold of a cap begins with it. */
export const HOLD_PREFIX = 'budget/';

/** Returns the caps of a project and of everything, except those of single issues. */
export function capsOf(configuration: DaemonConfiguration, projectId: string, now: number): Cap[] {
  const project = configuration.projects[projectId];
  const overall = overallCap(configuration, now);
  const caps = overall === undefined ? [] : [overall];
  if (project?.budgets.day !== undefined) {
    const { start, end } = dayAt(now, project.activeHours?.timeZone ?? hostTimeZone());
    caps.push({
      name: 'day',
      scope: { project: projectId },
      limits: project.budgets.day,
      filter: { projectId, since: new Date(start) },
      hold: { id: `${HOLD_PREFIX}day/${projectId}`, scope: { project: projectId } },
      until: new Date(end),
    });
  }
  const total = narrower(project?.budgets.project, configuration.budgets.project);
  if (total !== undefined) {
    caps.push({
      name: 'project',
      scope: { project: projectId, total: true },
      limits: total,
      filter: { projectId },
      hold: { id: `${HOLD_PREFIX}project/${projectId}`, scope: { project: projectId } },
    });
  }
  return caps;
}

/** Returns the cap of one issue or pull request of a project. */
export function issueCap(
  { projects, budgets }: DaemonConfiguration,
  projectId: string,
  subject: string,
): Cap | undefined {
  const limits = narrower(projects[projectId]?.budgets.issue, budgets.issue);
  if (limits === undefined) return undefined;
  return {
    name: 'issue',
    scope: { project: projectId, issue: Number(subject) },
    limits,
    filter: { projectId, subject },
    hold: { id: `${HOLD_PREFIX}issue/${projectId}/${subject}`, scope: { key: issueKey(projectId, subject) } },
  };
}

/** Returns the cap that an override of a scope raises: that of a day, or of one issue. */
export function overridableCap(
  configuration: DaemonConfiguration,
  scope: { readonly all: true } | { readonly project: string; readonly issue?: number | undefined },
  now: number,
): Cap | undefined {
  if ('all' in scope) return overallCap(configuration, now);
  const { project, issue } = scope;
  if (issue !== undefined) return issueCap(configuration, project, String(issue));
  return capsOf(configuration, project, now).find((cap) => cap.name === 'day' && 'project' in cap.scope);
}

/** Returns the cap of each attempt. */
export const runLimits = ({ projects, budgets }: DaemonConfiguration, projectId: string): Budgets['run'] =>
  narrower(projects[projectId]?.budgets.run, budgets.run);

function overallCap({ budgets }: DaemonConfiguration, now: number): Cap | undefined {
  if (budgets.day === undefined) return undefined;
  const { start, end } = dayAt(now, hostTimeZone());
  return {
    name: 'day',
    scope: { all: true },
    limits: budgets.day,
    filter: { since: new Date(start) },
    hold: { id: `${HOLD_PREFIX}day`, scope: { all: true } },
    until: new Date(end),
  };
}

/** Returns the lower amounts of two caps. */
function narrower(a: Amounts | undefined, b: Amounts | undefined): Amounts | undefined {
  if (a === undefined || b === undefined) return a ?? b;
  return { usd: lower(a.usd, b.usd), tokens: lower(a.tokens, b.tokens), runs: lower(a.runs, b.runs) };
}

const lower = (a: number | undefined, b: number | undefined): number | undefined =>
  a === undefined || b === undefined ? (a ?? b) : Math.min(a, b);
