import { join } from 'node:path';
import { resolveHomeFolder, type TaskRunner, withMiddleware } from '@poppobuilder/core';
import { type CacheMode, ResultCache } from '@poppobuilder/result-cache';
import type { Reporter } from '../output/reporter.ts';
import type { OpenedRunner, TaskFileRunner, TaskFileRunnerOptions } from './task-file-runner.ts';

/** Options of {@link openCache}. */
export interface OpenCacheOptions extends Omit<TaskFileRunnerOptions, 'named'> {
  readonly pluginVersions: OpenedRunner['pluginVersions'];
  readonly mode: CacheMode;
  readonly reporter: Pick<Reporter, 'hit' | 'notice'>;
}

/** Returns a runner with the user's result cache in front. Throws `INVALID_CONFIG`. */
export function openCache(runner: TaskFileRunner, options: OpenCacheOptions): TaskRunner {
  const { reporter, mode, environment, allowedRoots, pluginVersions, projectConfig } = options;
  const homeFolder = resolveHomeFolder(environment);
  const cache = new ResultCache({
    folder: join(homeFolder, 'cache'),
    declare: (task) => runner.declareCache(task),
    pluginVersions,
    mode,
    environment,
    homeFolder,
    allowedRoots,
    projectConfig,
    onHit: (hit) => reporter.hit(hit),
    onSkip: ({ reason }) => reporter.notice(runner.redact(reason)),
  });
  return withMiddleware(runner, cache.middleware);
}
