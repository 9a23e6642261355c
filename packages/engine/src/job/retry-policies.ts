import { TaskError } from '@poppobuilder/core';
import { describeIssues } from '@poppobuilder/core/runner-kit';
import type { JobInsert } from 'pg-boss';
import { z } from 'zod';
import type { RetryPolicy } from '../submit/submit-options.ts';
import { retryPolicySchema } from '../submit/submit-schema.ts';

/** Policies by task type; `default` is for the others. What a policy leaves open is taken from the next wider one. */
export type RetryOption = Readonly<Record<string, RetryPolicy>>;

/**
 * A policy that leaves nothing open, in milliseconds.
 *
 * @internal
 */
export interface CompletePolicy {
  readonly limit: number;
  readonly delay: number;
  readonly maxDelay: number;
}

/**
 * How pg-boss learns when a job is tried again.
 *
 * @internal
 */
export type JobRetry = Required<
  Pick<JobInsert, 'retryLimit' | 'retryDelay' | 'retryBackoff' | 'retryDelayMax'>
>;

const DEFAULT = { limit: 3, delay: 1_000, maxDelay: 300_000 } as const;

/**
 * What queues are made with, so that jobs need not carry it. It cannot change: there are queues that have it.
 *
 * @internal
 */
export const QUEUE_RETRY: JobRetry = {
  retryLimit: 3,
  retryDelay: 1,
  retryBackoff: true,
  retryDelayMax: 300,
};

const schema: z.ZodType<RetryOption> = z.record(z.string(), retryPolicySchema);

/**
 * Decides how a task is tried again: its own options, then its type's, then the engine's default, then ours.
 *
 * @internal
 */
export class RetryPolicies {
  readonly #policies: RetryOption;

  /** Throws `INVALID_CONFIG`. */
  constructor(policies: RetryOption = {}) {
    const parsed = schema.safeParse(policies);
    if (!parsed.success) {
      const message = `The option "retry" is not valid: ${describeIssues(parsed.error, { schema }).join('; ')}.`;
      throw new TaskError({ code: 'INVALID_CONFIG', message });
    }
    this.#policies = policies;
  }

  /** What holds for a task of a type that was submitted with this policy. */
  for(type: string, own: RetryPolicy = {}): CompletePolicy {
    const byType = Object.hasOwn(this.#policies, type) ? this.#policies[type] : undefined;
    const chain = [own, byType, this.#policies['default'], DEFAULT];
    const first = (field: keyof RetryPolicy): number =>
      chain.map((policy) => policy?.[field]).find((value) => value !== undefined) ?? 0;
    return { limit: first('limit'), delay: first('delay'), maxDelay: first('maxDelay') };
  }

  /**
   * The same for pg-boss, which counts whole seconds: from one delay to two, and twice as long each time. Undefined when
   * it is that of the queues.
   */
  jobRetry(type: string, own?: RetryPolicy): JobRetry | undefined {
    const { limit, delay, maxDelay } = this.for(type, own);
    const retry: JobRetry = {
      retryLimit: limit,
      retryDelay: Math.ceil(delay / 1_000),
      // With backoff a delay of 0 would be one of a second.
      retryBackoff: delay > 0,
      retryDelayMax: Math.max(1, Math.ceil(maxDelay / 1_000)),
    };
    const fields = Object.keys(retry) as (keyof JobRetry)[];
    return fields.every((field) => retry[field] === QUEUE_RETRY[field]) ? undefined : retry;
  }
}
