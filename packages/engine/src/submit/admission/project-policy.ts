import type { ConcurrencyLimit } from './concurrency-limit.ts';
import type { RateLimit } from './rate-limit.ts';

/** What applies to the tasks of a project, unless the options of a submission override it. */
export interface ProjectPolicy {
  /** Its share of the slots, relative to other projects with waiting tasks. @defaultValue 1 */
  readonly weight?: number | undefined;
  /** How many of its tasks run at the same time, in all processes together. @defaultValue no limit */
  readonly concurrency?: ConcurrencyLimit['limit'] | undefined;
  /** How many of its tasks start within a period. @defaultValue no limit */
  readonly rate?: Omit<RateLimit, 'key'> | undefined;
}

/** The policies of projects, by their ids. */
export type ProjectPolicies =
  | Readonly<Record<string, ProjectPolicy>>
  | ((projectId: string) => ProjectPolicy | undefined);

/** Returns the policy of a project. */
export function policyOf(policies: ProjectPolicies, projectId: string): ProjectPolicy {
  if (typeof policies === 'function') return policies(projectId) ?? {};
  return (Object.hasOwn(policies, projectId) ? policies[projectId] : undefined) ?? {};
}
