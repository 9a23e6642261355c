import { TaskError } from '@poppobuilder/core';
import type { Refusal } from '../output/reporter.ts';

/** The same refusal; one for an unknown task type that is like no other says where plugins were looked for, and how to name one. */
export function withPluginHint(refusal: Refusal, manifest: string | undefined): Refusal {
  const { error } = refusal;
  const isMistyped = error.hint?.startsWith('Did you mean') === true;
  if (error.code !== 'UNKNOWN_TASK_TYPE' || isMistyped) return refusal;
  const place =
    manifest === undefined
      ? `No package.json from ${process.cwd()} upward can name plugins; those in the projects of tasks are not read`
      : `Plugins are looked for in ${manifest}, among its dependencies`;
  const hint = `${error.hint ?? ''} ${place}. --plugin <path> adds one.`.trim();
  const { code, message, retryable, taskId, taskType, projectId, cause } = error;
  const changed = new TaskError({ code, message, hint, retryable, cause, taskId, taskType, projectId });
  return { ...refusal, error: changed };
}
