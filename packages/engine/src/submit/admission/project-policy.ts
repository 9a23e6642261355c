import type { ConcurrencyLimit } from './concurrency-limit.ts';
import type { RateLimit } from './rate-limit.ts';

/** What holds for the tasks of a project, unless a task says otherwise when it is submitted. */
export interface ProjectPolicy {
  /** Its share of the slots beside other projects that have something to do. @defaultValue 1 */
  readonly weight?: number | undefined;
  /** Tasks of the project that run at the same time, in all processes together. @defaultValue no limit */
  readonly concurrency?: ConcurrencyLimit['limit'] | undefined;
  /** How many tasks of the project may start within some time. @defaultValue no limit */
  readonly rate?: Omit<RateLimit, 'key'> | undefined;
}

/** The policies of projects, by their ids. */
export type ProjectPolicies =
  | Readonly<Record<string, ProjectPolicy>>
  | ((projectId: string) => ProjectPolicy | undefined);

/** The policy of one project. */
export function policyOf(policies: ProjectPolicies, projectId: string): ProjectPolicy {
  if (typeof policies === 'function') return policies(projectId) ?? {};
  return (Object.hasOwn(policies, projectId) ? policies[projectId] : undefined) ?? {};
}
