import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { TaskError, TaskResult } from '@poppobuilder/core';
import { anyObject, asTaskError, parseArgument, placeOf } from '@poppobuilder/core/runner-kit';
import { createTestProject, homeOf } from '../project/create-test-project.ts';
import { openRunner, type PluginUnderTest } from './open-runner.ts';
import { logsOf, recordEvents } from './record-events.ts';
import type { ProjectFolder, RunTaskOptions, TestTask } from './run-task-options.ts';
import type { RecordedEvent, TaskOutcome } from './task-outcome.ts';

/**
 * Runs one task of a plugin, and fills in its `id`, `projectId` and `projectPath`. Never rejects: whatever goes wrong, also a
 * mistake in the options, is the `error` that it resolves with.
 *
 * @param plugin - the plugin; or the URL or path of its module, as `isolation` requires
 *
 * @example
 * ```ts
 * const { result, logs } = await runTask(plugin, { type: 'lint', fix: true }, { project });
 * ```
 */
export async function runTask(
  plugin: PluginUnderTest,
  task: TestTask,
  options: RunTaskOptions = {},
): Promise<TaskOutcome> {
  try {
    parseArgument(anyObject, options, { of: 'runTask()' });
    if (options.project !== undefined) return await runIn(options.project, plugin, task, options);
    await using project = await createTestProject();
    return await runIn(project, plugin, task, options);
  } catch (thrown) {
    return {
      error: asTaskError(thrown, placeOf(task), (text) => text),
      events: [],
      logs: [],
      metrics: NO_METRICS,
    };
  }
}

const NO_METRICS: TaskOutcome['metrics'] = {
  overall: {
    tasksExecuted: 0,
    tasksSucceeded: 0,
    tasksFailed: 0,
    tasksCancelled: 0,
    tasksRejected: 0,
    avgExecutionTime: 0,
  },
  projects: [],
  currentTasks: [],
};

let lastId = 0;

async function runIn(
  project: ProjectFolder,
  plugin: PluginUnderTest,
  task: TestTask,
  options: RunTaskOptions,
): Promise<TaskOutcome> {
  const { services = [], config = {}, secrets = {}, signal, isolation } = options;
  const { path: projectPath } = project;
  const ownHome = homeOf(project);
  const homeFolder = ownHome ?? (await mkdtemp(join(tmpdir(), 'poppobuilder-home-')));
  try {
    const open = await openRunner({ plugin, projectPath, homeFolder, services, config, secrets, isolation });
    const { runner } = open;
    const events: RecordedEvent[] = recordEvents(runner);
    lastId += 1;
    const whole = { id: `test-${lastId}`, projectId: 'test', projectPath, ...task };
    try {
      const ended = await settle(runner.execute(whole, signal === undefined ? {} : { signal }));
      return { ...ended, events, logs: logsOf(events), metrics: runner.getMetrics() };
    } finally {
      await open.close();
    }
  } finally {
    if (ownHome === undefined) await rm(homeFolder, { recursive: true, force: true });
  }
}

type Ended = { readonly result: TaskResult } | { readonly error: TaskError };

/** A runner rejects with a `TaskError`, whatever happens. */
const settle = (running: Promise<TaskResult>): Promise<Ended> =>
  running.then(
    (result) => ({ result }),
    (error: unknown) => ({ error: error as TaskError }),
  );
