import type { ConcurrencyLimit } from './concurrency-limit.ts';
import type { RateLimit } from './rate-limit.ts';
import type { Approval } from '../../approvals/approval-options.ts';
import type { NewTask } from '../../job/new-task.ts';
import type { SubmitOptions } from '../submit-options.ts';

/** What applies to the tasks of a project, unless the options of a submission override it. */
export interface ProjectPolicy {
  /** Its share of the slots, relative to other projects with waiting tasks. @defaultValue 1 */
  readonly weight?: number | undefined;
  /** How many of its tasks run at the same time, in all processes together. @defaultValue no limit */
  readonly concurrency?: ConcurrencyLimit['limit'] | undefined;
  /** How many of its tasks start within a period. @defaultValue no limit */
  readonly rate?: Omit<RateLimit, 'key'> | undefined;
  /** Priority of its tasks. @defaultValue 0 */
  readonly priority?: number | undefined;
  /** What a person has to approve before one of its tasks starts. @defaultValue none */
  readonly approval?: Approval | undefined;
  /** Keys of holds, beside those of the submission. @defaultValue none */
  readonly holdKeys?: readonly string[] | undefined;
  /** Key of the circuit breaker of its tasks. @defaultValue none */
  readonly breaker?: string | undefined;
}

/** The policies of projects, by their ids; a function also gets the task that is submitted, if there is one. */
export type ProjectPolicies =
  | Readonly<Record<string, ProjectPolicy>>
  | ((projectId: string, task?: NewTask) => ProjectPolicy | undefined);

/** Returns the options of a submission, completed by the policy of its project. */
export function withPolicy(options: SubmitOptions, policy: ProjectPolicy): SubmitOptions {
  const { priority, approval, holdKeys, breaker } = policy;
  if ([priority, approval, holdKeys, breaker].every((set) => set === undefined)) return options;
  return {
    ...options,
    priority: options.priority ?? priority,
    approval: options.approval ?? approval,
    breaker: options.breaker ?? breaker,
    holdKeys: [...(options.holdKeys ?? []), ...(holdKeys ?? [])],
  };
}

/** Returns the policy of a project, for one of its tasks where one is given. */
export function policyOf(policies: ProjectPolicies, projectId: string, task?: NewTask): ProjectPolicy {
  if (typeof policies === 'function') return policies(projectId, task) ?? {};
  return (Object.hasOwn(policies, projectId) ? policies[projectId] : undefined) ?? {};
}
