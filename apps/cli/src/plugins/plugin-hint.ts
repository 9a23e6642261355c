import { TaskError } from '@poppobuilder/core';
import type { Refusal } from '../output/reporter.ts';
import type { FoundPlugins } from './find-plugin-packages.ts';
import { suiteHint } from '../migrate/suite-types.ts';

/**
 * Returns a refusal. For an unknown task type that is no typo, adds where plugins are searched and how to add one, and the
 * packages that may have it but do not say that they are plugins.
 */
export function withPluginHint(
  refusal: Refusal,
  found: Pick<FoundPlugins, 'manifest' | 'unmarked'>,
): Refusal {
  const { error, task } = refusal;
  if (error.code !== 'UNKNOWN_TASK_TYPE') return refusal;
  const ofSuite = suiteHint(task?.type);
  const isMistyped = error.hint?.startsWith('Did you mean') === true;
  if (ofSuite === undefined && isMistyped) return refusal;
  const hint = ofSuite ?? `${error.hint ?? ''}${unmarkedHint(found)} ${placeHint(found)}`.trim();
  const { code, message, retryable, taskId, taskType, projectId, cause } = error;
  const changed = new TaskError({ code, message, hint, retryable, cause, taskId, taskType, projectId });
  return { ...refusal, error: changed };
}

function unmarkedHint({ unmarked }: Pick<FoundPlugins, 'unmarked'>): string {
  if (unmarked.length === 0) return '';
  const names = unmarked.map((name) => JSON.stringify(name)).join(', ');
  return unmarked.length === 1
    ? ` The dependency ${names} may have it, but its package.json lacks "poppobuilder": { "plugin": "." }.`
    : ` One of the dependencies ${names} may have it, but their package.json lacks "poppobuilder": { "plugin": "." }.`;
}

function placeHint({ manifest }: Pick<FoundPlugins, 'manifest'>): string {
  const place =
    manifest === undefined
      ? `No package.json at or above ${process.cwd()} can list plugins; those in the projects of tasks are not read`
      : `Plugins are searched among the dependencies in ${manifest}`;
  return `${place}. Use --plugin <path> to add one.`;
}
