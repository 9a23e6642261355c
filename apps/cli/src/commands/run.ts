import { resolve } from 'node:path';
import { exitCodeOf, type Task, TaskError, type TaskRunner } from '@poppobuilder/core';
import { createReporter } from '../output/create-reporter.ts';
import type { Reporter } from '../output/reporter.ts';
import type { OpenedRunner } from '../runners/task-file-runner.ts';
import { withPluginHint } from '../plugins/plugin-hint.ts';
import { checkTasks } from '../tasks/check-tasks.ts';
import { readTasks } from '../tasks/read-tasks.ts';
import { addProjects } from '../tasks/add-projects.ts';
import { runTasks } from '../tasks/run-tasks.ts';
import { hostVariables, readEnvFile } from './env-file.ts';
import { openTelemetry } from './open-telemetry.ts';
import { limitsOf } from './limit-options.ts';
import { type CrashWatch, onCrash } from './on-crash.ts';
import { onPoolWarnings } from './on-pool-warnings.ts';
import { checkSizes, chooseCache, existingFolders, passedVariables, type RunOptions } from './run-options.ts';
import { onStopSignals } from './stop-signals.ts';

/**
 * Runs the tasks of a file. Resolves with the exit code when all tasks are completed and all output is written. Rejects
 * with a `CommanderError` for an invalid flag.
 */
export async function run(file: string, options: RunOptions): Promise<number> {
  checkSizes(options);
  const reporter = createReporter(options);
  const crash = onCrash(reporter);
  const stopWarnings = onPoolWarnings((sentence) => reporter.notice(sentence));
  const telemetry = await openTelemetry((sentence) => reporter.notice(sentence));
  try {
    return await checkAndRun(file, options, reporter, crash);
  } catch (error) {
    if (!TaskError.is(error)) throw error;
    reporter.refuse({ error });
    return exitCodeOf(error.code);
  } finally {
    await telemetry?.close();
    await reporter.close();
    stopWarnings();
    crash.stop();
  }
}

async function checkAndRun(
  file: string,
  options: RunOptions,
  reporter: Reporter,
  crash: CrashWatch,
): Promise<number> {
  const { envFile, timeout } = options;
  const fromFile = envFile === undefined ? {} : readEnvFile(envFile);
  const { tasks: given, isArray } = await readTasks(file);
  const tasks = given.map((task) => withTimeout(task, timeout));
  addProjects(tasks);
  const variables = envFile === undefined ? {} : hostVariables(envFile, fromFile);
  const environment = { ...variables, ...process.env };
  addProjects([], environment);
  const opened = await openRunner(options, environment);
  const { runner } = opened;
  let stopListening: (() => void) | undefined;
  let exitCode: number;
  try {
    const refusals = await checkTasks({ tasks, isArray }, runner);
    for (const refusal of refusals) reporter.refuse(withPluginHint(refusal, opened.found));
    if (refusals.length > 0) {
      if (isArray)
        reporter.notice(`Nothing was run: ${refusals.length} of ${tasks.length} tasks were refused.`);
      return Math.max(...refusals.map(({ error }) => exitCodeOf(error.code)));
    }
    crash.follow(runner, { total: isArray ? tasks.length : undefined });
    const checked = tasks as readonly Task[];
    const cached = await withCache(opened, checked, options, environment, reporter);
    const stop = new AbortController();
    stopListening = listenForStop(stop, reporter);
    exitCode = await runTasks(checked, cached, stop.signal);
  } finally {
    // A second signal must end this process even while workers are being stopped.
    await runner.close();
    stopListening?.();
  }
  reporter.summarize();
  return exitCode;
}

/** Returns the runner with the cache in front, which is loaded only when a task may use it. */
async function withCache(
  { runner, pluginVersions }: OpenedRunner,
  tasks: readonly Task[],
  options: RunOptions,
  environment: NodeJS.ProcessEnv,
  reporter: Reporter,
): Promise<TaskRunner> {
  const mode = chooseCache(options.cache, tasks);
  if (mode === undefined) return runner;
  const { openCache } = await import('../runners/open-cache.ts');
  return openCache(runner, {
    mode,
    pluginVersions,
    reporter,
    environment,
    allowedRoots: rootsOf(options),
    projectConfig: passedVariables(options.pass, environment),
  });
}

const rootsOf = ({ allowedRoot }: RunOptions): string[] => allowedRoot.map((folder) => resolve(folder));

/** Opens the executor or the pool. Only the one in use is loaded. */
async function openRunner(options: RunOptions, environment: NodeJS.ProcessEnv): Promise<OpenedRunner> {
  const { inProcess = false, isolation, plugin: named } = options;
  const allowedRoots = rootsOf(options);
  const readable = existingFolders('--readable', options.readable);
  const passed = passedVariables(options.pass, environment);
  if (inProcess) {
    const { openExecutor } = await import('../runners/open-executor.ts');
    return openExecutor({ environment, allowedRoots, named, projectConfig: passed });
  }
  const { openPool } = await import('../runners/open-pool.ts');
  const { minFreeMemory } = options;
  return openPool({
    environment,
    allowedRoots,
    named,
    isolation,
    readable,
    minFreeMemory,
    projectConfig: { ...limitsOf(options), ...passed },
  });
}

/** Aborts when a signal asks this process to stop, or when its output cannot be written. */
function listenForStop(stop: AbortController, reporter: Reporter): () => void {
  reporter.broken.addEventListener('abort', () => {
    const { code, message } = reporter.broken.reason as NodeJS.ErrnoException;
    if (code !== 'EPIPE') reporter.notice(`Stopping because standard output cannot be written: ${message}.`);
    stop.abort('its output can no longer be written');
  });
  return onStopSignals((signal) => {
    reporter.notice(`Stopping because of ${signal}. Send it again to quit immediately.`);
    stop.abort(`stopped by ${signal}`);
  });
}

/** Returns a task with a timeout if it has none. What is not a task is refused later. */
function withTimeout(task: unknown, timeout: number | undefined): unknown {
  const isTask = typeof task === 'object' && task !== null && !Array.isArray(task);
  return timeout === undefined || !isTask || 'timeout' in task ? task : { ...task, timeout };
}
