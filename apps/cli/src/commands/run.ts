import { resolve } from 'node:path';
import { exitCodeOf, type Task, TaskError, type TaskRunner } from '@poppobuilder/core';
import type { Isolation } from '@poppobuilder/worker-pool';
import { createReporter } from '../output/create-reporter.ts';
import type { Reporter } from '../output/reporter.ts';
import type { OpenedRunner } from '../runners/opened-runner.ts';
import { chooseCache } from '../tasks/choose-cache.ts';
import { withPluginHint } from '../plugins/plugin-hint.ts';
import { checkTasks } from '../tasks/check-tasks.ts';
import { readTasks } from '../tasks/read-tasks.ts';
import { addProjects } from '../tasks/add-projects.ts';
import { runTasks } from '../tasks/run-tasks.ts';
import { checkSizes } from './check-sizes.ts';
import { existingFolders } from './existing-folders.ts';
import { type CrashWatch, onCrash } from './on-crash.ts';
import { hostVariables } from './host-variables.ts';
import { onPoolWarnings } from './on-pool-warnings.ts';
import { onStopSignals } from './stop-signals.ts';
import { type LimitOptions, limitsOf } from './limit-options.ts';
import { passedVariables } from './passed-variables.ts';
import { readEnvFile } from './read-env-file.ts';

/** Flags of `poppo run`. */
export interface RunOptions extends LimitOptions {
  readonly json?: boolean;
  /** Milliseconds for each task that names no timeout. */
  readonly timeout?: number;
  readonly envFile?: string;
  /** Names of variables that commands and agents get. */
  readonly pass: readonly string[];
  readonly allowedRoot: readonly string[];
  /** Folders beside the project that sandboxed tasks may read. */
  readonly readable: readonly string[];
  /** Paths of plugins beside those that are found. */
  readonly plugin: readonly string[];
  /** Whether tasks run in this process, in place of workers. */
  readonly inProcess?: boolean;
  readonly isolation?: Isolation;
  /** Whether results of earlier runs are given again; `false` also for tasks that ask for it. */
  readonly cache?: boolean;
}

/**
 * Runs the tasks of a file. Resolves with the exit code when they have ended and all is written. Rejects with a
 * `CommanderError` for a flag that cannot be used.
 */
export async function run(file: string, options: RunOptions): Promise<number> {
  checkSizes(options);
  const reporter = createReporter(options);
  const crash = onCrash(reporter);
  const stopWarnings = onPoolWarnings((sentence) => reporter.notice(sentence));
  try {
    return await checkAndRun(file, options, reporter, crash);
  } catch (error) {
    if (!TaskError.is(error)) throw error;
    reporter.refuse({ error });
    return exitCodeOf(error.code);
  } finally {
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
  try {
    const refusals = await checkTasks({ tasks, isArray }, runner);
    for (const refusal of refusals) reporter.refuse(withPluginHint(refusal, opened.manifest));
    if (refusals.length > 0) {
      if (isArray) reporter.notice(`Nothing was run: refused ${refusals.length} of ${tasks.length} tasks.`);
      return Math.max(...refusals.map(({ error }) => exitCodeOf(error.code)));
    }
    crash.follow(runner, { total: isArray ? tasks.length : undefined });
    const checked = tasks as readonly Task[];
    const cached = await putCacheBefore(opened, checked, options, environment, reporter);
    const exitCode = await runUntilStopped(checked, cached, reporter);
    reporter.summarize();
    return exitCode;
  } finally {
    await runner.close();
  }
}

/** The cache is loaded only when a task may use it. */
async function putCacheBefore(
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

/** What a way of running needs is loaded only when it is taken. */
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

async function runUntilStopped(
  tasks: readonly Task[],
  runner: TaskRunner,
  reporter: Reporter,
): Promise<number> {
  const stop = new AbortController();
  const stopListening = onStopSignals((signal) => {
    reporter.notice(`Stopping because of ${signal}; once more ends everything at once.`);
    stop.abort(`stopped by ${signal}`);
  });
  reporter.broken.addEventListener('abort', () => {
    const { code, message } = reporter.broken.reason as NodeJS.ErrnoException;
    if (code !== 'EPIPE') reporter.notice(`Stopping because standard output cannot be written: ${message}.`);
    stop.abort('its output cannot be written any more');
  });
  try {
    return await runTasks(tasks, runner, stop.signal);
  } finally {
    await runner.close();
    stopListening();
  }
}

/** Gives a task a timeout when it names none; what is no task is refused later. */
function withTimeout(task: unknown, timeout: number | undefined): unknown {
  const isTask = typeof task === 'object' && task !== null && !Array.isArray(task);
  return timeout === undefined || !isTask || 'timeout' in task ? task : { ...task, timeout };
}
