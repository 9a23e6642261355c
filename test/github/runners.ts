import { type Plugin, TaskExecutor, type TaskResult, type TaskRunner } from '@poppobuilder/core';
import processComment from '@poppobuilder/plugin-process-comment';
import processIssue from '@poppobuilder/plugin-process-issue';
import processPr from '@poppobuilder/plugin-process-pr';
import { WorkerPool } from '@poppobuilder/worker-pool';
import { inject } from 'vitest';
import type { GitHubWorld } from '../support/github/github-world.ts';
import { warmHome } from '../support/warm-home.ts';

const PLUGINS: readonly Plugin[] = [processIssue, processComment, processPr];

/** How the tasks of a test are run. */
export type Way = 'in-process' | 'process' | 'sandbox';

/** Whether tests can run tasks in sandboxes here. */
export const hasSandboxes: boolean = inject('isolationModes').includes('sandbox');

/** Where attacks are tried: without isolation, and in sandboxes. */
export const ATTACKED_WAYS: readonly Way[] = hasSandboxes ? ['in-process', 'sandbox'] : ['in-process'];

/** A runner with the plugins that work on GitHub, for the projects of a world. */
export function openRunner(world: GitHubWorld, way: Way = 'in-process'): TaskRunner & AsyncDisposable {
  if (way === 'in-process') return new TaskExecutor({ ...world.settings, plugins: PLUGINS });
  warmHome(world.home);
  const plugins = PLUGINS.map(({ name }) => name);
  return new WorkerPool({ ...world.settings, plugins, from: import.meta.dirname, isolation: way });
}

/** Runs one task of a world with a runner of its own. */
export async function run(
  world: GitHubWorld,
  type: string,
  fields: object,
  way: Way = 'in-process',
): Promise<TaskResult> {
  await using runner = openRunner(world, way);
  return await runner.execute(world.task(type, fields));
}
