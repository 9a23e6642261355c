import type { ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { approvalSchema } from '../../approvals/approval-schema.ts';
import type { FlowControlOptions } from './flow-control-options.ts';
import type { ProjectPolicy } from './project-policy.ts';

/** More than any installation can run. */
const MAX_SLOTS = 1_000_000;
/** A year. In milliseconds. */
const MAX_PERIOD = 366 * 24 * 3_600_000;

const key = z.string().min(1).max(256);
const slots = z.int().min(1).max(MAX_SLOTS);
const per = z.number().min(1).max(MAX_PERIOD);
const weight = z.number().min(0.001).max(1_000).optional();

/** Schema of {@link ProjectPolicy}. */
export const projectPolicySchema: z.ZodType<ProjectPolicy> = z.strictObject({
  weight,
  concurrency: slots.optional(),
  rate: z.strictObject({ limit: slots, per }).optional(),
  priority: z.int().min(-1_000_000).max(1_000_000).optional(),
  approval: approvalSchema.optional(),
  holdKeys: z.array(key).max(16).optional(),
  breaker: z.string().min(1).max(500).optional(),
} satisfies ShapeOf<ProjectPolicy>);

/** Schemas of the fields of {@link FlowControlOptions}. */
export const flowControlShape: {
  readonly [Field in keyof FlowControlOptions]-?: z.ZodType<FlowControlOptions[Field]>;
} = {
  weight,
  concurrency: z.strictObject({ key, limit: slots }).optional(),
  rate: z.strictObject({ key, limit: slots, per }).optional(),
  collapse: z
    .union([
      z.enum(['keep-latest', 'cancel-in-progress']),
      z.strictObject({ debounce: z.number().min(0).max(MAX_PERIOD) }),
    ])
    .optional(),
};
