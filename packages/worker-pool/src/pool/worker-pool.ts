import {
  type BaseTask,
  type CachedTask,
  type CancelOptions,
  type ExecuteOptions,
  ProjectConfig,
  ProjectContext,
  ProjectLog,
  resolveHomeFolder,
  type RunnerMetrics,
  type Task,
  TaskError,
  type TaskEventName,
  type TaskListener,
  type TaskResult,
  type TaskRunner,
} from '@poppobuilder/core';
import {
  addKnownProjects,
  asTaskError,
  cancelRuns,
  checkTask,
  currentTasksOf,
  nonEmptyText,
  parseArgument,
  parseCancel,
  parseExecuteOptions,
  parseListener,
  parseText,
  placeOf,
  ProjectScopes,
  reasonOf,
  redactByRuns,
  drainStartWarnings,
  Scope,
  ServiceRegistry,
  TaskEventEmitter,
  TaskMetrics,
  type Pipeline,
  runPipeline,
} from '@poppobuilder/core/runner-kit';
import { codeStamp } from '../catalog/code-stamp.ts';
import { catalogSections } from '../catalog/catalog-sections.ts';
import { locatePlugins } from '../catalog/locate-plugins.ts';
import { PluginCatalog } from '../catalog/plugin-catalog.ts';
import type { PluginDescription } from '../protocol/messages.ts';
import { watchUsage } from '../tree/watch-usage.ts';
import { Launcher } from '../host/launcher.ts';
import { FairSemaphore } from './fair-semaphore.ts';
import { MemoryGate } from './memory-gate.ts';
import { registerProjectFolder } from './register-project-folder.ts';
import { parsePoolOptions, type WorkerPoolOptions } from './pool-options.ts';
import { PoolRun } from './pool-run.ts';
import { CHECKING_STEPS, type PoolContext, STEPS } from './pool-pipeline.ts';
import { untilAborted } from './until-aborted.ts';
import { watchWorker } from './watch-worker.ts';
import { WorkerRegistry } from './worker-registry.ts';

/**
 * Runs tasks in worker processes, each of one project: what a task does to its process, its files and the machine never
 * reaches a task of another project. A runner like `TaskExecutor`; but plugins are named, and loaded inside workers.
 */
export class WorkerPool implements TaskRunner, AsyncDisposable {
  readonly #way: PoolContext;
  readonly #travel: Pipeline<PoolContext, PoolRun>;
  readonly #metrics = new TaskMetrics();
  readonly #launcher: Launcher;
  readonly #gate: MemoryGate;
  readonly #root: Scope;
  /** Tasks that came before the plugins were known; some are among the runs by now. */
  readonly #entering = new Set<PoolRun>();
  #announced = false;
  #closed: Promise<void> | undefined;

  /**
   * Starts nothing yet. Throws `INVALID_CONFIG` with everything that is wrong with the options, and `PLUGIN_INVALID` for
   * plugins that are not found.
   */
  constructor(options: WorkerPoolOptions = {}) {
    const settings = parsePoolOptions(options);
    const plugins = locatePlugins(settings.plugins, settings.from);
    const environment = { ...(options.environment ?? process.env) };
    const homeFolder = options.homeFolder ?? resolveHomeFolder(environment);
    addKnownProjects(homeFolder);
    const registry = new ServiceRegistry({
      provided: [ProjectContext, ProjectConfig],
      defaults: [ProjectLog],
    });
    this.#root = new Scope({ kind: 'root', registry });
    this.#launcher = new Launcher(settings, homeFolder, plugins);
    const { projectConfig } = options;
    const { allowedRoots, maxWorkers, perProject } = settings;
    const catalog = new PluginCatalog(
      () => this.#launcher.planCatalog(),
      codeStamp(plugins.map(({ url }) => url)),
    );
    const host = {
      environment,
      homeFolder,
      workerId: 'pool',
      projectConfig,
      allowedRoots,
      sections: catalogSections(catalog),
    };
    this.#gate = new MemoryGate(settings.minFreeMemory, {
      onShut: () => this.#way.shelf.stopIdle(),
      onChange: () => this.#way.turns.offer(),
    });
    const watcher = watchUsage();
    this.#way = {
      settings,
      catalog,
      projects: new ProjectScopes(host, registry, this.#root),
      turns: new FairSemaphore({ total: maxWorkers, perProject, mayGive: () => this.#gate.isOpen() }),
      shelf: new WorkerRegistry(settings),
      events: new TaskEventEmitter(warnAboutListener),
      runs: new Map(),
      plan: async ({ project, permissions, entry }) => {
        const { plugins: needed, sections } = entry;
        const request = { settings: project.settings, permissions, plugins: needed, sections };
        const plan = await this.#launcher.planWorker(request);
        project.pendingWarnings = [...project.pendingWarnings, ...plan.warnings];
        return plan;
      },
      watch: (worker, limits, onExceeded) => watchWorker(watcher, worker.process, limits, onExceeded),
      logLine: (run, level, message, fields) => {
        const { masker } = run;
        run.project.scope.get(ProjectLog).write(level, masker.text(message), masker.value(fields));
      },
      announceStart: (run) => this.#announceStart(run),
    };
    this.#travel = {
      steps: STEPS,
      events: this.#way.events,
      metrics: this.#metrics,
      onDefect: (run, thrown) => warnAboutDefect(run, thrown),
    };
  }

  /** The plugins and what their handlers ask for, as a process without permissions tells. Rejects with `PLUGIN_INVALID`. */
  async describePlugins(): Promise<readonly PluginDescription[]> {
    const plugins = await this.#way.catalog.plugins();
    this.#announceHandlers(plugins);
    return plugins;
  }

  /**
   * How workers are kept apart on this machine: what `isolation: 'auto'` comes to. Rejects with `INVALID_CONFIG` when a
   * sandbox was demanded and there is none.
   */
  async chosenIsolation(): Promise<'process' | 'sandbox'> {
    return this.#launcher.mode();
  }

  /** A closure cannot cross into a worker: it stays with the in-process `TaskExecutor`. Throws `PLUGIN_INVALID`. */
  registerTaskHandler(type: string): never {
    parseArgument(nonEmptyText, type, {
      of: 'registerTaskHandler()',
      name: 'type',
      code: 'PLUGIN_INVALID',
    });
    throw new TaskError({
      code: 'PLUGIN_INVALID',
      message: `The function for the task type ${JSON.stringify(type)} cannot be used by a WorkerPool: its workers are processes of their own, and a function cannot be sent to them.`,
      hint: 'Put it into a plugin and name that in the option "plugins", or use TaskExecutor.',
    });
  }

  /**
   * Checks a task as `execute` would before it starts, and runs nothing of it. Rejects with the `TaskError` that `execute`
   * would reject with.
   */
  async validate(task: unknown): Promise<void> {
    registerProjectFolder(task);
    const run = new PoolRun(task, {});
    try {
      for (const step of CHECKING_STEPS) await step.run(this.#way, run);
      await this.#way.catalog.check(run.checked.task);
      await this.#way.projects.check(run.checked.base, run.projectPath);
    } catch (error) {
      throw asTaskError(error, placeOf(task), (text) => text);
    }
  }

  /**
   * What a task's result depends on, and its handler, as a process without permissions tells; nothing when its handler
   * does not let it be cached. Runs nothing. Rejects with the `TaskError` that `execute` would reject with.
   */
  async declareCache(task: Task | BaseTask): Promise<CachedTask | undefined> {
    registerProjectFolder(task);
    const { task: checked } = checkTask(task);
    const { handler } = await this.#way.catalog.find(checked.type);
    const declaration = await this.#way.catalog.declareCache(checked);
    const { sections } = this.#way.catalog;
    return declaration === undefined ? undefined : { ...declaration, handler, sections };
  }

  async execute(task: Task | BaseTask, options?: ExecuteOptions): Promise<TaskResult> {
    registerProjectFolder(task);
    const run = new PoolRun(task, parseExecuteOptions(options));
    if (this.#closed !== undefined) run.cancel('the pool is closed');
    if (!this.#announced) await this.#enter(run);
    return runPipeline(this.#travel, this.#way, run);
  }

  async cancel(taskId?: string, options: CancelOptions = {}): Promise<number> {
    return cancelRuns(this.#inFlight(), ...parseCancel(taskId, options));
  }

  /** Removes from a text the secrets of every project that is open and of every task in flight. */
  redact(text: string): string {
    const given = parseText(text, 'redact()');
    return this.#way.projects.redact(redactByRuns(this.#way.runs.values(), given));
  }

  on<Name extends TaskEventName>(event: Name, listener: TaskListener<Name>): void {
    this.#way.events.on(...parseListener('on()', event, listener));
  }

  off<Name extends TaskEventName>(event: Name, listener: TaskListener<Name>): void {
    this.#way.events.off(...parseListener('off()', event, listener));
  }

  getMetrics(): RunnerMetrics {
    return { ...this.#metrics.read(), ...currentTasksOf(this.#way.runs.values()) };
  }

  async close(): Promise<void> {
    this.#closed ??= this.#close();
    await this.#closed;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.close();
  }

  async #close(): Promise<void> {
    await Promise.all(this.#inFlight().map((run) => run.ended));
    this.#gate.close();
    await Promise.all([this.#way.shelf.close(), this.#way.catalog.close()]);
    await this.#way.projects.close();
    await this.#root.dispose();
    await this.#launcher.close();
  }

  /** Has the handlers announced before the task, unless it is cancelled meanwhile. */
  async #enter(run: PoolRun): Promise<void> {
    this.#entering.add(run);
    void run.ended.then(() => this.#entering.delete(run));
    // Why the plugins cannot be used is told by the step that looks for the handler.
    await untilAborted(this.describePlugins(), run.signal).catch(() => undefined);
  }

  #inFlight(): PoolRun[] {
    return [...new Set([...this.#entering, ...this.#way.runs.values()])];
  }

  #announceHandlers(plugins: readonly PluginDescription[]): void {
    if (this.#announced) return;
    this.#announced = true;
    for (const { type } of plugins.flatMap(({ handlers }) => handlers)) {
      this.#way.events.emit('handler-registered', { type });
    }
  }

  #announceStart(run: PoolRun): void {
    run.startedAt = performance.now();
    this.#way.events.emit('task-started', { task: run.shown });
    for (const message of drainStartWarnings(run)) {
      this.#way.logLine(run, 'warn', message, {});
      this.#way.events.emit('log', { task: run.shown, level: 'warn', message: run.masker.text(message) });
    }
  }
}

function warnAboutListener(error: unknown, event: TaskEventName): void {
  process.emitWarning(`A listener of "${event}" failed: ${reasonOf(error)}`, 'PoppoBuilderWarning');
}

function warnAboutDefect(run: PoolRun, thrown: unknown): void {
  const text = run.masker.text(reasonOf(thrown));
  process.emitWarning(`A task failed by a defect of the pool: ${text}`, 'PoppoBuilderWarning');
}
