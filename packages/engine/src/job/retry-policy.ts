import type { ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** When, and how often, a failed attempt is retried. Only errors whose `retryable` is true are. */
export interface RetryPolicy {
  /** The maximum number of retries. @defaultValue 3 */
  readonly limit?: number | undefined;
  /**
   * The delay before the first retry, randomly up to twice as long; it doubles with each further retry. 0: retry at once.
   * In milliseconds.
   *
   * @defaultValue 1000
   */
  readonly delay?: number | undefined;
  /** The longest delay. In milliseconds. @defaultValue 300000 (5 minutes) */
  readonly maxDelay?: number | undefined;
}

/** pg-boss stores seconds as signed 32-bit integers. */
export const MAX_MILLISECONDS: number = 1_000 * (2 ** 31 - 1);

const delay = z.number().min(0).max(MAX_MILLISECONDS).optional();

/** Schema of {@link RetryPolicy}. */
export const retryPolicySchema: z.ZodType<RetryPolicy> = z.strictObject({
  limit: z.int().min(0).max(1_000).optional(),
  delay,
  maxDelay: delay,
} satisfies ShapeOf<RetryPolicy>);
