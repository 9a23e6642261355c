import {
  type BaseTask,
  type CachedTask,
  type ExecuteOptions,
  ProjectConfig,
  ProjectContext,
  ProjectLog,
  resolveHomeFolder,
  type Task,
  TaskError,
  type TaskEventName,
  type TaskResult,
} from '@poppobuilder/core';
import {
  addKnownProjects,
  asTaskError,
  BaseRunner,
  type CheckedConfig,
  checkConfig,
  checkTask,
  copyAsJson,
  type InFlight,
  type Node,
  nonEmptyText,
  parseArgument,
  placeOf,
  ProjectScopes,
  readStateKey,
  reasonOf,
  Scope,
  sealBlobs,
  ServiceRegistry,
  TaskEventEmitter,
  TaskMetrics,
  TaskRun,
  warnOfDeprecation,
} from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { codeStamp } from '../catalog/code-stamp.ts';
import { catalogSections } from '../catalog/catalog-sections.ts';
import { locatePlugins } from '../catalog/locate-plugins.ts';
import { PluginCatalog } from '../catalog/plugin-catalog.ts';
import { PluginMemory } from '../catalog/plugin-memory.ts';
import type { PluginInspection } from '../catalog/plugin-inspection.ts';
import { Launcher } from '../host/launcher.ts';
import { PROGRAM } from '../host/worker-program.ts';
import type { PluginDescription } from '../protocol/messages.ts';
import { watchUsage } from '../tree/watch-usage.ts';
import { FairSemaphore } from './fair-semaphore.ts';
import { MemoryGate } from './memory-gate.ts';
import type { PoolContext } from './pool-context.ts';
import { parsePoolOptions, type WorkerPoolOptions } from './pool-options.ts';
import { CHECKS, POOL_PIPELINE } from './pool-pipeline.ts';
import { registerProjectFolder } from './register-project-folder.ts';
import { WorkerRegistry } from './worker-registry.ts';
import type { WorkerUsage } from './worker-usage.ts';

/** Keys that can be sent to a worker. */
const jsonObject = z.record(z.string(), z.unknown()).refine((value) => {
  try {
    return copyAsJson(value) !== undefined;
  } catch {
    return false;
  }
}, 'must be JSON');

/**
 * Runs tasks in worker processes, each of one project: what a task does to its process, its files and the machine never
 * reaches a task of another project. A runner like `TaskExecutor`; but plugins are named, and loaded inside workers.
 */
export class WorkerPool extends BaseRunner<PoolContext> {
  protected readonly name = 'pool';
  readonly #context: PoolContext;
  readonly #gate: MemoryGate;
  readonly #root: Scope;

  /**
   * Starts no process yet.
   *
   * @throws TaskError `INVALID_CONFIG` with everything that is wrong with the options; `PLUGIN_INVALID` for plugins that are
   * not found
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
    const root = new Scope({ kind: 'root', registry });
    const { allowedRoots, maxWorkers, perProject, minFreeMemory } = settings;
    const { projectConfig, state } = options;
    const events = new TaskEventEmitter(warnAboutListener);
    const launcher = new Launcher(settings, homeFolder, plugins);
    const catalog = new PluginCatalog({
      start: () => launcher.planCatalog(),
      assertUsable: () => launcher.assertUsable(),
      memory: new PluginMemory(homeFolder, plugins, PROGRAM),
      stamp: codeStamp(plugins.map(({ url }) => url)),
      onDescribed: (described) => announce(events, described),
    });
    const host = {
      environment,
      homeFolder,
      workerId: 'pool',
      projectConfig,
      allowedRoots,
      sections: catalogSections(catalog),
    };
    const workers = new WorkerRegistry(settings);
    const gate = new MemoryGate(minFreeMemory, {
      onShut: () => workers.stopIdle(),
      onChange: () => slots.dispatch(),
    });
    const slots = new FairSemaphore({ total: maxWorkers, perProject, mayAcquire: () => gate.isOpen() });
    const context: PoolContext = {
      settings,
      catalog,
      projects: new ProjectScopes(host, registry, root),
      slots,
      launcher,
      workers,
      usage: watchUsage(),
      state: state === undefined ? undefined : sealBlobs(state, () => readStateKey(homeFolder, environment)),
      events,
      metrics: new TaskMetrics(),
      ids: new Set(),
      reportDefect: warnAboutDefect,
    };
    super(POOL_PIPELINE, context);
    this.#context = context;
    this.#gate = gate;
    this.#root = root;
  }

  /** Resolves with the plugins and what their handlers ask for, as a process without permissions reports it. Rejects with `PLUGIN_INVALID`. */
  async describePlugins(): Promise<readonly PluginDescription[]> {
    return this.#context.catalog.plugins();
  }

  /**
   * Resolves with the plugins, and the JSON Schemas and examples of their handlers and sections, as a process without
   * permissions reports them. Rejects with `PLUGIN_INVALID`.
   */
  async inspectPlugins(): Promise<readonly PluginInspection[]> {
    return this.#context.catalog.inspect();
  }

  /**
   * Resolves with every mistake in a configuration, each beginning with the place; a process without permissions runs the
   * schemas of its sections. Rejects with `PLUGIN_INVALID`, and with `INVALID_TASK` for other arguments.
   */
  async checkConfig(config: Node, place: string): Promise<CheckedConfig> {
    const keys = parseArgument(jsonObject, config, {
      of: 'checkConfig()',
      name: 'config',
    });
    const of = parseArgument(nonEmptyText, place, { of: 'checkConfig()', name: 'place' });
    const { catalog } = this.#context;
    await catalog.plugins();
    return checkConfig(keys, of, catalogSections(catalog));
  }

  /**
   * Resolves with how workers are isolated on this machine: what `isolation: 'auto'` comes to. Rejects with `INVALID_CONFIG`
   * when a sandbox was demanded and there is none.
   */
  async chosenIsolation(): Promise<'process' | 'sandbox'> {
    return this.#context.launcher.mode();
  }

  /**
   * Returns why no task can start now: less memory is free than `minFreeMemory` says. Idle workers are then stopped. `undefined`
   * when tasks start.
   */
  memoryShortage(): string | undefined {
    return this.#gate.shortage();
  }

  /** Returns what the workers use now. It looks at all processes of the machine, which takes milliseconds. */
  workerUsage(): WorkerUsage {
    return this.#context.workers.usage();
  }

  /** Throws `PLUGIN_INVALID`: a function cannot be sent to a worker. Only the in-process `TaskExecutor` takes one. */
  registerTaskHandler(type: string): never {
    parseArgument(nonEmptyText, type, {
      of: 'registerTaskHandler()',
      name: 'type',
      code: 'PLUGIN_INVALID',
    });
    throw new TaskError({
      code: 'PLUGIN_INVALID',
      message: `A WorkerPool cannot use the function for the task type ${JSON.stringify(type)}: its workers are processes of their own, and a function cannot be sent to them.`,
      hint: 'Put the function into a plugin and name that in the option "plugins", or use TaskExecutor.',
    });
  }

  /** Checks a task as `execute` does before the start, and runs nothing. Rejects with the error `execute` would reject with. */
  async validate(task: unknown): Promise<void> {
    registerProjectFolder(task);
    const { catalog, projects } = this.#context;
    try {
      const { checked, projectPath } = await CHECKS.check(this.#context, { run: new TaskRun(task, {}) });
      await catalog.check(checked.task);
      await projects.check(checked.base, projectPath);
    } catch (error) {
      throw asTaskError(error, placeOf(task), (text) => text);
    }
  }

  /**
   * Resolves with what a task's result depends on, and its handler, as a process without permissions reports it; with nothing
   * if the handler declares no cache. Runs nothing. Rejects with the error that `execute` would reject with.
   */
  async declareCache(task: Task | BaseTask): Promise<CachedTask | undefined> {
    registerProjectFolder(task);
    const { catalog } = this.#context;
    const { task: checked } = checkTask(task);
    const { handler } = await catalog.find(checked.type);
    const declaration = await catalog.declareCache(checked);
    const { sections } = catalog;
    return declaration === undefined ? undefined : { ...declaration, handler, sections };
  }

  override async execute(task: Task | BaseTask, options?: ExecuteOptions): Promise<TaskResult> {
    registerProjectFolder(task);
    return super.execute(task, options);
  }

  protected async release(): Promise<void> {
    const { workers, catalog, projects, launcher } = this.#context;
    this.#gate.close();
    await Promise.all([workers.close(), catalog.close()]);
    await projects.close();
    await this.#root.dispose();
    await launcher.close();
  }
}

function announce(events: TaskEventEmitter, plugins: readonly PluginDescription[]): void {
  for (const { type } of plugins.flatMap(({ handlers }) => handlers)) {
    events.emit('handler-registered', { type });
  }
  for (const deprecation of plugins.flatMap(({ deprecations }) => deprecations)) {
    warnOfDeprecation(deprecation);
  }
}

function warnAboutListener(error: unknown, event: TaskEventName): void {
  process.emitWarning(`A listener of "${event}" failed: ${reasonOf(error)}`, 'PoppoBuilderWarning');
}

function warnAboutDefect({ masker }: InFlight, thrown: unknown): void {
  const reason = reasonOf(thrown);
  const text = masker?.text(reason) ?? 'its project was not open yet';
  process.emitWarning(`A task failed because of a defect in the pool: ${text}`, 'PoppoBuilderWarning');
}
