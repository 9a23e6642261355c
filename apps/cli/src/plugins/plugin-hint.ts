import { TaskError } from '@poppobuilder/core';
import type { Refusal } from '../output/reporter.ts';

/** Returns a refusal. For an unknown task type that is no typo, adds where plugins are searched and how to add one. */
export function withPluginHint(refusal: Refusal, manifest: string | undefined): Refusal {
  const { error } = refusal;
  const isMistyped = error.hint?.startsWith('Did you mean') === true;
  if (error.code !== 'UNKNOWN_TASK_TYPE' || isMistyped) return refusal;
  const place =
    manifest === undefined
      ? `No package.json at or above ${process.cwd()} can list plugins; those in the projects of tasks are not read`
      : `Plugins are searched among the dependencies in ${manifest}`;
  const hint = `${error.hint ?? ''} ${place}. Use --plugin <path> to add one.`.trim();
  const { code, message, retryable, taskId, taskType, projectId, cause } = error;
  const changed = new TaskError({ code, message, hint, retryable, cause, taskId, taskType, projectId });
  return { ...refusal, error: changed };
}
