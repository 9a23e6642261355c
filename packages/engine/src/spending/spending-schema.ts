import type { ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { storedDate } from '../arguments/dates.ts';
import { storedText } from '../arguments/free-text.ts';
import { knownText } from '../arguments/ids.ts';
import type { NewAllowance, NewSpending, SpendingFilter, Spent } from './spending-options.ts';

const usd = z.number().min(0).max(1e9);
const tokens = z.int().min(0).max(Number.MAX_SAFE_INTEGER);

/** Schema of what an attempt reports. */
export const spentSchema: z.ZodType<Spent> = z.strictObject({ usd, tokens } satisfies ShapeOf<Spent>);

/** Schema of an attempt that is about to start. */
export const newSpendingSchema: z.ZodType<NewSpending> = z.strictObject({
  taskId: knownText,
  attempt: z.int().min(1),
  projectId: knownText,
  subject: knownText.optional(),
  allowed: z.strictObject({ usd: usd.optional(), tokens: tokens.optional() }).optional(),
} satisfies ShapeOf<NewSpending>);

/** Schema of a filter. */
export const spendingFilterSchema: z.ZodType<SpendingFilter> = z.strictObject({
  projectId: knownText.optional(),
  subject: knownText.optional(),
  since: storedDate.optional(),
} satisfies ShapeOf<SpendingFilter>);

/** Schema of a new allowance. */
export const newAllowanceSchema: z.ZodType<NewAllowance> = z.strictObject({
  scope: z.record(knownText, z.union([knownText, z.number(), z.boolean()])),
  usd: usd.optional(),
  tokens: tokens.optional(),
  runs: z.int().min(0).max(1e9).optional(),
  until: storedDate,
  by: z.string().min(1).max(1_024).transform(storedText).optional(),
} satisfies ShapeOf<NewAllowance>);
