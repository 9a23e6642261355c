import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import type { ExecuteOptions } from './task-runner.ts';

const executeOptionsSchema: z.ZodType<ExecuteOptions> = z.strictObject({
  signal: z.instanceof(AbortSignal).optional(),
  attempt: z.int().min(1).optional(),
  isLastAttempt: z.boolean().optional(),
});

/** What callers give beside a task. Throws `INVALID_TASK`. */
export function parseExecuteOptions(options: unknown): ExecuteOptions {
  return parseArgument(executeOptionsSchema, options, { of: 'execute()' });
}
