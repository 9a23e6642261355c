import type { BaseTask } from '@poppobuilder/core';
import { isTrigger } from '../../triggers/is-trigger.ts';
import type { Collapse, FlowControlOptions } from './flow-control-options.ts';
import type { ProjectPolicy } from './project-policy.ts';
import type { RateLimit } from './rate-limit.ts';

/** A limit, with its key in the database. */
interface KeyLimit {
  readonly key: string;
  readonly slots: number;
}

/** What admission has to do for a task. */
export interface AdmissionPlan {
  /** The task's group in pg-boss: its project, or the part of it that counts for a key. */
  readonly groupId: string;
  readonly projectId: string;
  /** All of them apply. */
  readonly limits: readonly KeyLimit[];
  readonly rate: RateLimit | undefined;
  readonly collapse: Collapse | undefined;
  readonly weight: number | undefined;
  /** How long it waits before it may start. In milliseconds. */
  readonly delay: number | undefined;
}

/**
 * Combines the options of a task with the policy of its project. Ids of projects have no "/", and keys are not empty. Events of
 * triggers are a group of their own, to which no limit of the project applies.
 */
export function planAdmission(
  { projectId, type }: Pick<BaseTask, 'projectId' | 'type'>,
  options: FlowControlOptions & { readonly delay?: number | undefined },
  policy: ProjectPolicy,
): AdmissionPlan {
  const { concurrency, collapse, delay } = options;
  const part = concurrency?.key ?? (isTrigger(type) ? '' : undefined);
  const limits: KeyLimit[] = [];
  if (concurrency !== undefined) limits.push({ key: `key/${concurrency.key}`, slots: concurrency.limit });
  if (policy.concurrency !== undefined)
    limits.push({ key: `project/${projectId}`, slots: policy.concurrency });
  const rate = options.rate === undefined ? undefined : { ...options.rate, key: `key/${options.rate.key}` };
  return {
    groupId: part === undefined ? projectId : `${projectId}/${part}`,
    projectId,
    limits,
    rate: rate ?? (policy.rate === undefined ? undefined : { ...policy.rate, key: `project/${projectId}` }),
    collapse,
    weight: options.weight ?? policy.weight,
    delay: typeof collapse === 'object' ? Math.max(delay ?? 0, collapse.debounce) : delay,
  };
}

/** Whether admitting the task changes more than its own row. */
export const needsTransaction = ({ limits, rate, collapse }: AdmissionPlan): boolean =>
  limits.length > 0 || rate !== undefined || collapse !== undefined;
