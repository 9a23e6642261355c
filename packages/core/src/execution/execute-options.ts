import { z } from 'zod';
import { TaskError } from '../errors/task-error.ts';
import { describeIssues } from '../task/describe-issues.ts';
import type { ExecuteOptions } from './task-runner.ts';

const executeOptionsSchema = z.looseObject({
  signal: z.instanceof(AbortSignal).optional(),
  attempt: z.int().min(1).optional(),
});

/** Checks what callers give beside a task. Throws `INVALID_TASK`. */
export function assertExecuteOptions(options: unknown): void {
  const { signal, attempt } = Object(options) as ExecuteOptions;
  if (typeof options === 'object' && options !== null && signal === undefined && attempt === undefined)
    return;
  const parsed = executeOptionsSchema.safeParse(options);
  if (parsed.success) return;
  const message = `The options of execute() are not valid: ${describeIssues(parsed.error, { schema: executeOptionsSchema }).join('; ')}.`;
  throw new TaskError({ code: 'INVALID_TASK', message });
}
