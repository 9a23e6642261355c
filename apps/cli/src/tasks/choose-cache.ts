import type { Task } from '@poppobuilder/core';
import type { CacheMode } from '@poppobuilder/result-cache';

/**
 * What the cache does for tasks that do not say; nothing when no task may use it: because of `--no-cache`, or because
 * there is neither `--cache` nor a task that asks for it in `metadata.cache`.
 */
export function chooseCache(flag: boolean | undefined, tasks: readonly Task[]): CacheMode | undefined {
  if (flag === false) return undefined;
  if (flag === true) return 'read-write';
  return tasks.some(({ metadata }) => typeof metadata?.['cache'] === 'string') ? 'off' : undefined;
}
