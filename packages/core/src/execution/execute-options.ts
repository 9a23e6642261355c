import { z } from 'zod';
import type { ShapeOf } from '../arguments/schemas.ts';
import { parseArgument } from '../arguments/parse-argument.ts';
import type { ExecuteOptions } from './task-runner.ts';

const executeOptionsSchema: z.ZodType<ExecuteOptions> = z.strictObject({
  signal: z.instanceof(AbortSignal).optional(),
  attempt: z.int().min(1).optional(),
  isLastAttempt: z.boolean().optional(),
} satisfies ShapeOf<ExecuteOptions>);

/** What callers give beside a task. Throws `INVALID_TASK`. */
export function parseExecuteOptions(options: unknown): ExecuteOptions {
  return parseArgument(executeOptionsSchema, options, { of: 'execute()' });
}
