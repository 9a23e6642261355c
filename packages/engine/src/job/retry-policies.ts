import { TaskError } from '@poppobuilder/core';
import { describeIssues } from '@poppobuilder/core/runner-kit';
import type { JobInsert } from 'pg-boss';
import { z } from 'zod';
import { type RetryPolicy, retryPolicySchema } from './retry-policy.ts';

/** Retry policies by task type; `default` applies to all others. Fields that a policy omits come from the next wider one. */
export type RetryOption = Readonly<Record<string, RetryPolicy>>;

/**
 * A policy with all of its fields.
 *
 * @internal
 */
export interface CompletePolicy {
  readonly limit: number;
  readonly delay: number;
  readonly maxDelay: number;
}

/**
 * The retry options of a pg-boss job.
 *
 * @internal
 */
export type JobRetry = Required<
  Pick<JobInsert, 'retryLimit' | 'retryDelay' | 'retryBackoff' | 'retryDelayMax'>
>;

const DEFAULT = { limit: 3, delay: 1_000, maxDelay: 300_000 } as const;

/**
 * The retry options of queues, so that jobs with the default policy need none. Existing queues have them: do not change.
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
 * Selects how a task is retried: its own options come first, then those of its type, the engine's default, and ours.
 *
 * @internal
 */
export class RetryPolicies {
  readonly #policies: RetryOption;
  /** The retry options of tasks without a policy of their own, by type. */
  readonly #ofTypes = new Map<string, JobRetry | undefined>();

  /** Throws `INVALID_CONFIG`. */
  constructor(policies: RetryOption = {}) {
    const parsed = schema.safeParse(policies);
    if (!parsed.success) {
      const message = `The option "retry" is not valid: ${describeIssues(parsed.error, { schema }).join('; ')}.`;
      throw new TaskError({ code: 'INVALID_CONFIG', message });
    }
    this.#policies = policies;
  }

  /** Returns the policy of a task of a type that was submitted with this policy. */
  for(type: string, own: RetryPolicy = {}): CompletePolicy {
    const byType = Object.hasOwn(this.#policies, type) ? this.#policies[type] : undefined;
    const chain = [own, byType, this.#policies['default'], DEFAULT];
    const first = (field: keyof RetryPolicy): number =>
      chain.map((policy) => policy?.[field]).find((value) => value !== undefined) ?? 0;
    return { limit: first('limit'), delay: first('delay'), maxDelay: first('maxDelay') };
  }

  /**
   * Returns the same for pg-boss, which counts whole seconds: a random delay of one to two times the given one, doubled with
   * each retry. Undefined when it is that of the queues.
   */
  jobRetry(type: string, own?: RetryPolicy): JobRetry | undefined {
    if (own !== undefined) return this.#jobRetry(type, own);
    if (!this.#ofTypes.has(type)) this.#ofTypes.set(type, this.#jobRetry(type));
    return this.#ofTypes.get(type);
  }

  #jobRetry(type: string, own?: RetryPolicy): JobRetry | undefined {
    const { limit, delay, maxDelay } = this.for(type, own);
    const retry: JobRetry = {
      retryLimit: limit,
      retryDelay: Math.ceil(delay / 1_000),
      // With backoff, pg-boss turns a delay of 0 into a second.
      retryBackoff: delay > 0,
      retryDelayMax: Math.max(1, Math.ceil(maxDelay / 1_000)),
    };
    const fields = Object.keys(retry) as (keyof JobRetry)[];
    return fields.every((field) => retry[field] === QUEUE_RETRY[field]) ? undefined : retry;
  }
}
