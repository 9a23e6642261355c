import { TaskError } from '@poppobuilder/core';
import { describeIssues } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { flowControlShape } from '../flow-control/flow-control-schema.ts';
import type { RetryPolicy, SubmitOptions } from './submit-options.ts';

/** pg-boss counts seconds in 32 bits. */
const MOST_MILLISECONDS = 1_000 * 2 ** 31;

const milliseconds = z.number().min(0).max(MOST_MILLISECONDS);

/** Schema of {@link RetryPolicy}. */
export const retryPolicySchema: z.ZodType<RetryPolicy> = z.strictObject({
  limit: z.int().min(0).max(1_000).optional(),
  delay: milliseconds.optional(),
  maxDelay: milliseconds.optional(),
});

const key = z.string().min(1).max(512);

const submitOptionsSchema: z.ZodType<SubmitOptions> = z
  .strictObject({
    priority: z.int().min(-1_000_000).max(1_000_000).optional(),
    delay: milliseconds.optional(),
    deadline: z.date().optional(),
    ttl: milliseconds.min(1).optional(),
    retry: retryPolicySchema.optional(),
    idempotencyKey: key.optional(),
    concurrencyKey: key.optional(),
    requires: z.array(z.string()).max(16).optional(),
    ...flowControlShape,
    dependsOn: z.array(z.string().min(1).max(256)).max(10_000).optional(),
    onParentFailure: z.enum(['fail', 'skip', 'run']).optional(),
    mayAdd: z.array(z.string().min(1).max(128)).max(64).optional(),
  })
  .refine(({ collapse, concurrencyKey }) => collapse === undefined || concurrencyKey !== undefined, {
    path: ['collapse'],
    error: 'needs a concurrencyKey',
  });

/** Throws `INVALID_TASK`, naming every option that is wrong. */
export function checkSubmitOptions(options: SubmitOptions): void {
  const parsed = submitOptionsSchema.safeParse(options);
  if (parsed.success) return;
  const message = `The options of submit() are not valid: ${describeIssues(parsed.error, { schema: submitOptionsSchema }).join('; ')}.`;
  throw new TaskError({ code: 'INVALID_TASK', message });
}
