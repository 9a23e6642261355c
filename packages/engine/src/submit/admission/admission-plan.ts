import type { Collapse, FlowControlOptions } from './flow-control-options.ts';
import type { ProjectPolicy } from './project-policy.ts';
import type { RateLimit } from './rate-limit.ts';

/** A limit under the name by which the database knows it. */
interface KeyLimit {
  readonly key: string;
  readonly slots: number;
}

/** What must be seen to when a task is taken in. */
export interface AdmissionPlan {
  /** pg-boss's group of the task: its project, or a part of it that counts for a key. */
  readonly groupId: string;
  readonly projectId: string;
  /** All of them hold. */
  readonly limits: readonly KeyLimit[];
  readonly rate: RateLimit | undefined;
  readonly collapse: Collapse | undefined;
  readonly weight: number | undefined;
  /** Milliseconds before it may start. */
  readonly delay: number | undefined;
}

/** Puts together what a task says and what holds for its project. Ids of projects have no "/". */
export function planAdmission(
  projectId: string,
  options: FlowControlOptions & { readonly delay?: number | undefined },
  policy: ProjectPolicy,
): AdmissionPlan {
  const { concurrency, collapse, delay } = options;
  const limits: KeyLimit[] = [];
  if (concurrency !== undefined) limits.push({ key: `key/${concurrency.key}`, slots: concurrency.limit });
  if (policy.concurrency !== undefined)
    limits.push({ key: `project/${projectId}`, slots: policy.concurrency });
  const rate = options.rate === undefined ? undefined : { ...options.rate, key: `key/${options.rate.key}` };
  return {
    groupId: concurrency === undefined ? projectId : `${projectId}/${concurrency.key}`,
    projectId,
    limits,
    rate: rate ?? (policy.rate === undefined ? undefined : { ...policy.rate, key: `project/${projectId}` }),
    collapse,
    weight: options.weight ?? policy.weight,
    delay: typeof collapse === 'object' ? Math.max(delay ?? 0, collapse.debounce) : delay,
  };
}

/** Whether taking the task in changes more than its own row. */
export const needsTransaction = ({ limits, rate, collapse }: AdmissionPlan): boolean =>
  limits.length > 0 || rate !== undefined || collapse !== undefined;
