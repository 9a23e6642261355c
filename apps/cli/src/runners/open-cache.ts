import { join } from 'node:path';
import { resolveHomeFolder, type TaskRunner, withMiddleware } from '@poppobuilder/core';
import { type CacheMode, ResultCache } from '@poppobuilder/result-cache';
import type { Reporter } from '../output/reporter.ts';
import type { OpenedRunner } from './opened-runner.ts';
import type { TaskFileRunner, TaskFileRunnerOptions } from './task-file-runner.ts';

/** What is told of results that are given again, and what holds for tasks that do not say. */
export interface OpenCacheOptions extends Omit<TaskFileRunnerOptions, 'named'> {
  readonly pluginVersions: OpenedRunner['pluginVersions'];
  readonly mode: CacheMode;
  readonly reporter: Pick<Reporter, 'hit' | 'notice'>;
}

/** Puts the result cache of this user in front of a runner. Throws `INVALID_CONFIG`. */
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
