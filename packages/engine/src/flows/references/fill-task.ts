import type { Task } from '@poppobuilder/core';
import type { EngineContext } from '../../engine-context.ts';
import type { JobData } from '../../job/job-data.ts';
import { asFlowError } from '../as-flow-error.ts';
import { fillFromParents } from './parent-results.ts';

/**
 * Returns the task with its references replaced by the results of other tasks. Rejects with `INVALID_TASK`,
 * `DATABASE_UNAVAILABLE`, `COMPONENT_FAILED`.
 */
export async function fillTask(
  context: Pick<EngineContext, 'database' | 'names'>,
  { task, data }: { readonly task: Task; readonly data: JobData },
): Promise<Task> {
  if (data.references === undefined) return task;
  return fillFromParents(context, task, data.references).catch((error: unknown) => {
    throw asFlowError(error, task);
  });
}
