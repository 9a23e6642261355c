import { z } from 'zod';
import { callable, type ShapeOf } from '../arguments/schemas.ts';
import { parseArgument } from '../arguments/parse-argument.ts';
import { costLimitSchema } from './cost-limit.ts';
import { planApprovalSchema } from './plan-approval.ts';
import type { ExecuteOptions } from './task-runner.ts';

const executeOptionsSchema: z.ZodType<ExecuteOptions> = z.strictObject({
  signal: z.instanceof(AbortSignal).optional(),
  attempt: z.int().min(1).optional(),
  isLastAttempt: z.boolean().optional(),
  mayDefer: z.boolean().optional(),
  costLimit: costLimitSchema.optional(),
  approval: planApprovalSchema.optional(),
  confirmStart: callable<NonNullable<ExecuteOptions['confirmStart']>>().optional(),
} satisfies ShapeOf<ExecuteOptions>);

const NO_OPTIONS: ExecuteOptions = Object.freeze({});

/** Returns what a caller gives beside a task, checked. Throws `INVALID_TASK`. */
export function parseExecuteOptions(options: unknown): ExecuteOptions {
  if (options === undefined) return NO_OPTIONS;
  return parseArgument(executeOptionsSchema, options, { of: 'execute()' });
}
