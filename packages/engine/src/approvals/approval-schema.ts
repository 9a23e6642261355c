import type { ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { storedDate } from '../arguments/dates.ts';
import { storedText } from '../arguments/free-text.ts';
import type { Approval, ApproveOptions, RejectOptions } from './approval-options.ts';

const MAX_LENGTH = 10_000;
const MAX_NAME_LENGTH = 1_024;

const text = z.string().max(MAX_LENGTH).transform(storedText);
const name = z.string().min(1).max(MAX_NAME_LENGTH).transform(storedText);

/** Schema of {@link Approval}. */
export const approvalSchema: z.ZodType<Approval> = z.strictObject({
  of: z.enum(['start', 'plan']).optional(),
  message: z.string().min(1).max(MAX_LENGTH).transform(storedText),
  expires: storedDate.refine((date) => date.getTime() > Date.now(), 'must be in the future').optional(),
  by: name.optional(),
} satisfies ShapeOf<Approval>);

/** Schema of {@link ApproveOptions}. */
export const approveSchema: z.ZodType<ApproveOptions> = z.strictObject({
  by: name,
  comment: text.optional(),
  asked: z.string().max(MAX_LENGTH).optional(),
} satisfies ShapeOf<ApproveOptions>);

/** Schema of {@link RejectOptions}. */
export const rejectSchema: z.ZodType<RejectOptions> = z.strictObject({
  by: name,
  reason: text.optional(),
} satisfies ShapeOf<RejectOptions>);
