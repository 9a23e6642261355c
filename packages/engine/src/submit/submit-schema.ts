import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { approvalSchema } from '../approvals/approval-schema.ts';
import { storedDate } from '../arguments/dates.ts';
import { tagsSchema } from '../tags/tags-schema.ts';
import { flowControlShape } from './admission/flow-control-schema.ts';
import { MAX_MILLISECONDS, retryPolicySchema } from '../job/retry-policy.ts';
import type { Submission, SubmitOptions, SubmitScope } from './submit-options.ts';

const milliseconds = z.number().min(0).max(MAX_MILLISECONDS);

const key = z.string().min(1).max(512);

const submitOptionsSchema: z.ZodType<SubmitOptions> = z
  .strictObject({
    priority: z.int().min(-1_000_000).max(1_000_000).optional(),
    delay: milliseconds.optional(),
    deadline: storedDate.optional(),
    ttl: milliseconds.min(1).optional(),
    retry: retryPolicySchema.optional(),
    idempotencyKey: key.optional(),
    concurrencyKey: key.optional(),
    requires: z.array(z.string()).max(16).optional(),
    approval: approvalSchema.optional(),
    holdKeys: z.array(key).max(16).optional(),
    tags: tagsSchema.optional(),
    breaker: z.string().min(1).max(500).optional(),
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
export function parseSubmitOptions(options: unknown): SubmitOptions {
  return parseArgument(submitOptionsSchema, options, { of: 'submit()' });
}

const transaction = z
  .custom<SubmitScope['transaction']>(
    (value) => typeof Object(value).query === 'function',
    'must have a function "query", as a client of pg has',
  )
  .optional();

const scopeSchema: z.ZodType<SubmitScope> = z.strictObject({ transaction } satisfies ShapeOf<SubmitScope>);

/** Checks the scope of a submission. Throws `INVALID_TASK`. */
export function parseSubmitScope(scope: unknown, of: string): SubmitScope {
  return parseArgument(scopeSchema, scope, { of, name: 'scope' });
}

const scopedSchema: z.ZodType<SubmitScope> = z.looseObject({ transaction });

/** Separates the scope from the options of `submit()`, which are checked with their task. Throws `INVALID_TASK`. */
export function splitSubmitOptions(options: unknown): {
  readonly scope: SubmitScope;
  readonly options: SubmitOptions;
} {
  const { transaction: within, ...rest } = parseArgument(scopedSchema, options, { of: 'submit()' });
  return { scope: within === undefined ? {} : { transaction: within }, options: rest };
}

const submissionsSchema = z.array(
  z.strictObject({
    task: z.unknown(),
    options: z.unknown().optional(),
    traceparent: z.string().optional(),
  }),
) as unknown as z.ZodType<readonly Submission[]>;

/** Checks the list of `submitMany()`; each task is checked with its options later. Throws `INVALID_TASK`. */
export function parseSubmissions(submissions: unknown): readonly Submission[] {
  return parseArgument(submissionsSchema, submissions, { of: 'submitMany()', name: 'submissions' });
}
