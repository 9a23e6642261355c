import type { ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { storedText } from '../arguments/free-text.ts';

/** How far `engine.tasks.cancel()` and `engine.tasks.retry()` reach. */
export interface SubtreeOptions {
  /** Whether they also apply to all tasks that depend on the task, directly or indirectly. @defaultValue false */
  readonly subtree?: boolean | undefined;
}

/** Options of `engine.tasks.cancel()`. */
export interface CancelTaskOptions extends SubtreeOptions {
  /** Why, for the history of the task; at most 10,000 characters. Secrets in it are masked. @defaultValue 'It was cancelled.' */
  readonly reason?: string | undefined;
}

const MAX_REASON_LENGTH = 10_000;

/** Schema of the reason for a cancellation. */
export const cancelReason: z.ZodType<string | undefined> = z
  .string()
  .max(MAX_REASON_LENGTH, `must have at most ${MAX_REASON_LENGTH} characters`)
  .transform(storedText)
  .optional();

const subtree = z.boolean().optional();

/** Schema of {@link CancelTaskOptions}. */
export const cancelTaskSchema: z.ZodType<CancelTaskOptions> = z.strictObject({
  reason: cancelReason,
  subtree,
} satisfies ShapeOf<CancelTaskOptions>);

/** Schema of the options of `engine.tasks.retry()`. */
export const retryTaskSchema: z.ZodType<SubtreeOptions> = z.strictObject({
  subtree,
} satisfies ShapeOf<SubtreeOptions>);
