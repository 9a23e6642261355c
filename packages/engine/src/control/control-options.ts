import type { ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { CancelTaskOptions } from './canceller.ts';
import type { SubtreeOptions } from '../flows/flow-options.ts';

/** Characters that the reason for a cancel may have. */
const MAX_REASON = 10_000;

const reason = z.string().max(MAX_REASON, `must have at most ${MAX_REASON} characters`).optional();
const subtree = z.boolean().optional();

/** Options of `cancelFlow()`. */
export const cancelFlowSchema: z.ZodType<CancelTaskOptions> = z.strictObject({
  reason,
} satisfies ShapeOf<CancelTaskOptions>);

/** Options of `cancel()`. */
export const cancelSchema: z.ZodType<CancelTaskOptions & SubtreeOptions> = z.strictObject({
  reason,
  subtree,
});

/** Options of `retry()`. */
export const retrySchema: z.ZodType<SubtreeOptions> = z.strictObject({
  subtree,
} satisfies ShapeOf<SubtreeOptions>);

/** Options of `wait()`. */
export const waitSchema: z.ZodType<{ readonly signal?: AbortSignal | undefined }> = z.strictObject({
  signal: z.instanceof(AbortSignal).optional(),
});
