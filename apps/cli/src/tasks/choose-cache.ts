import type { Task } from '@poppobuilder/core';
import type { CacheMode } from '@poppobuilder/result-cache';

/**
 * Returns the cache mode of tasks that set none; `undefined` when no task may use the cache: with `--no-cache`, or
 * without `--cache` and without a task that sets `metadata.cache`.
 */
export function chooseCache(flag: boolean | undefined, tasks: readonly Task[]): CacheMode | undefined {
  if (flag === false) return undefined;
  if (flag === true) return 'read-write';
  return tasks.some(({ metadata }) => typeof metadata?.['cache'] === 'string') ? 'off' : undefined;
}
