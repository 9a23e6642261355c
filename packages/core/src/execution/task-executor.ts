import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { parseArgument } from '../arguments/parse-argument.ts';
import { callable, nonEmptyText, text } from '../arguments/schemas.ts';
import type { SectionUse } from '../configuration/compose-sections.ts';
import type { ConfigSection } from '../configuration/config-section.ts';
import { LoadedSections } from '../configuration/config-sections.ts';
import { CommandRunner } from '../command/command-runner.ts';
import { OutputFiles } from '../command/output-file.ts';
import { reasonOf } from '../errors/reason-of.ts';
import { Logger } from '../logging/logger.ts';
import { ProjectLog } from '../logging/project-log.ts';
import { Masker } from '../masking/masker.ts';
import { ProcessSupervisor } from '../process/process-supervisor.ts';
import { resolveHomeFolder } from '../project/home-folder.ts';
import { type Deprecation, findDeprecations, warnOfDeprecation } from '../plugin/deprecations.ts';
import { OnlyProject } from '../project/only-project.ts';
import { ProjectConfig } from '../project/project-config.ts';
import { ProjectContext } from '../project/project-context.ts';
import { type Projects, ProjectScopes } from '../project/project-scopes.ts';
import type { ProjectSettings } from '../project/project-settings.ts';
import { ServiceRegistry } from '../services/service-registry.ts';
import { Scope } from '../services/service-scope.ts';
import { sealBlobs } from '../state/sealed-blobs.ts';
import { sharedState } from '../state/shared-state.ts';
import { readStateKey } from '../state/state-key.ts';
import { StateStore } from '../state/state-store.ts';
import type { BaseTask, Task } from '../task/task.ts';
import { checkTask } from '../task/validate-task.ts';
import { asTaskError, placeOf } from './as-task-error.ts';
import { BaseRunner } from './base-runner.ts';
import { type CachedTask, declareCache } from './cache-declaration.ts';
import type { NamedMiddleware } from './call-handler.ts';
import { checkPlugins, composePlugins } from './compose-plugins.ts';
import { disposeWithin } from './dispose-within.ts';
import type { ExecutorContext } from './executor-context.ts';
import { parseExecutorOptions, type TaskExecutorOptions } from './executor-options.ts';
import type { RegisteredHandler } from './handler-registry.ts';
import { Progress } from './progress.ts';
import { Semaphore } from './semaphore.ts';
import { TaskContext } from './task-context.ts';
import { TaskEventEmitter, type TaskEventName } from './task-events.ts';
import { TaskLimits } from './task-limits.ts';
import { TaskMetrics } from './task-metrics.ts';
import { TaskOutput } from './task-output.ts';
import { CHECKS, TASK_PIPELINE } from './task-pipeline.ts';
import { logDefect } from './task-reporting.ts';
import type { TaskResult } from './task-result.ts';
import { TaskRun } from './task-run.ts';
import type { ExecuteOptions } from './task-runner.ts';

/** Parts of an executor that lives in a process of its own, for a runner that owns such processes. */
export interface ExecutorInternals {
  /** Resolved settings of the only project that it works for; nothing is then read from files or the environment. */
  readonly settings?: ProjectSettings | undefined;
  /** Called when a handler continues after its task has ended. */
  readonly onAbandoned?: (() => void) | undefined;
  /** Called for everything deprecated that a plugin uses. @defaultValue a warning of this process, once */
  readonly onDeprecated?: ((deprecation: Deprecation) => void) | undefined;
}

const PROVIDED = [
  TaskContext,
  TaskLimits,
  TaskOutput,
  Masker,
  Progress,
  Logger,
  ProjectContext,
  ProjectConfig,
];

const DEFAULTS = [StateStore, ProjectLog, CommandRunner, OutputFiles, ProcessSupervisor];

/** Runs tasks in this process, each in the context of its own project. */
export class TaskExecutor extends BaseRunner<ExecutorContext> {
  readonly workerId: string;
  /** The sections of a project's configuration that its plugins and services have. */
  readonly sections: readonly ConfigSection[];
  protected readonly name = 'executor';
  readonly #sectionUses: readonly SectionUse[];
  readonly #loaded: LoadedSections;
  readonly #context: ExecutorContext;
  readonly #root: Scope;
  readonly #unannounced: string[];

  /**
   * @throws TaskError `INVALID_CONFIG` for invalid options; `PLUGIN_INVALID` with everything that is wrong with the plugins
   * and services
   */
  constructor(options: TaskExecutorOptions = {}, internals: ExecutorInternals = {}) {
    const parsed = parseExecutorOptions(options);
    const { services = [], timeout = 600_000, grace = 5_000 } = parsed;
    const plugins = checkPlugins(parsed.plugins ?? []);
    const workerId = parsed.workerId ?? `executor-${randomUUID().slice(0, 8)}`;
    const registry = new ServiceRegistry({ provided: PROVIDED, defaults: DEFAULTS });
    const environment = { ...(parsed.environment ?? process.env) };
    const homeFolder = parsed.homeFolder ?? resolveHomeFolder(environment);
    const { state } = parsed;
    const shared =
      state === undefined || services.some(({ token }) => token.id === StateStore.id)
        ? []
        : [sharedState(sealBlobs(state, () => readStateKey(homeFolder, environment)))];
    const composed = composePlugins(registry, plugins, [...shared, ...services]);
    const { handlers, sections, sectionUses } = composed;
    const loaded = new LoadedSections(sections);
    const root = new Scope({ kind: 'root', registry });
    const { projectConfig } = options;
    const host = {
      environment,
      homeFolder,
      workerId,
      projectConfig,
      allowedRoots: parsed.allowedRoots ?? [],
      sections: loaded,
    };
    const projects: Projects =
      internals.settings === undefined
        ? new ProjectScopes(host, registry, root)
        : new OnlyProject(internals.settings, registry, root);
    const events = new TaskEventEmitter(warnAboutListener);
    const context: ExecutorContext = {
      workerId,
      timeout,
      grace,
      handlers,
      registry,
      middleware: plugins.flatMap(({ name, middleware }) =>
        middleware.map((layer): NamedMiddleware => ({ plugin: name, layer })),
      ),
      projects,
      slots: new Semaphore(parsed.concurrency ?? availableParallelism()),
      events,
      metrics: new TaskMetrics(),
      ids: new Set(),
      onAbandoned: internals.onAbandoned ?? ((): void => undefined),
      reportDefect: (defective, thrown) => logDefect({ events, workerId }, defective, thrown),
    };
    super(TASK_PIPELINE, context);
    this.workerId = workerId;
    this.sections = sections;
    this.#sectionUses = sectionUses;
    this.#loaded = loaded;
    this.#context = context;
    this.#root = root;
    this.#unannounced = this.handlers.map(({ type }) => type);
    queueMicrotask(() => this.#announceHandlers());
    const { onDeprecated = warnOfDeprecation } = internals;
    for (const deprecation of plugins.flatMap((plugin) => findDeprecations(plugin)))
      onDeprecated(deprecation);
  }

  /** The registered handlers. */
  get handlers(): readonly RegisteredHandler[] {
    return [...this.#context.handlers.values()];
  }

  /**
   * Returns the sections that a plugin has, by itself and by the services that its handlers use.
   *
   * @throws TaskError `PLUGIN_INVALID`
   */
  sectionsOf(plugin: string): readonly ConfigSection[] {
    parseArgument(text, plugin, { of: 'sectionsOf()', name: 'plugin', code: 'PLUGIN_INVALID' });
    const uses = this.#sectionUses.filter(({ user }) => user === plugin);
    const names = new Set(uses.map(({ section }) => section.name));
    return this.sections.filter(({ name }) => names.has(name));
  }

  /**
   * Registers a function for a task type. It runs in this process and has all permissions.
   *
   * @throws TaskError `PLUGIN_INVALID`
   */
  registerTaskHandler(type: string, handle: (task: Task, context: TaskContext) => Promise<TaskResult>): void {
    const of = 'registerTaskHandler()';
    parseArgument(nonEmptyText, type, { of, name: 'type', code: 'PLUGIN_INVALID' });
    parseArgument(callable(), handle, { of, name: 'handle', code: 'PLUGIN_INVALID' });
    this.#context.handlers.addFunction(
      type,
      handle as (task: BaseTask, context: TaskContext) => Promise<TaskResult>,
    );
    this.#context.events.emit('handler-registered', { type });
  }

  /** Checks a task as `execute` does before the start, and runs nothing. Throws the error `execute` would reject with. */
  validate(task: unknown): void {
    try {
      const { checked, projectPath } = CHECKS.checkSync(this.#context, { run: new TaskRun(task, {}) });
      // In this process sections are checked at once.
      void this.#context.projects.check(checked.base, projectPath);
    } catch (error) {
      throw asTaskError(error, placeOf(task), (shown) => shown);
    }
  }

  /**
   * Returns what a task's result depends on, with its handler; nothing if the handler declares no cache. Runs nothing.
   * Throws the error that `execute` would reject with.
   */
  declareCache(task: Task | BaseTask): CachedTask | undefined {
    const checked = checkTask(task);
    const handler = this.#context.handlers.get(checked.base.type);
    const declaration = declareCache(handler, checked);
    return declaration === undefined
      ? undefined
      : { ...declaration, handler, sections: this.#loaded.declarations };
  }

  override async execute(task: Task | BaseTask, options?: ExecuteOptions): Promise<TaskResult> {
    this.#announceHandlers();
    return super.execute(task, options);
  }

  /** Listeners can be added only after the constructor: handlers are announced then, and before any task. */
  #announceHandlers(): void {
    for (const type of this.#unannounced.splice(0)) {
      this.#context.events.emit('handler-registered', { type });
    }
  }

  protected async release(): Promise<void> {
    const { grace, projects } = this.#context;
    const ofProjects = await disposeWithin(
      projects.close().then(() => []),
      grace,
    );
    const ofRoot = this.#root.dispose();
    for (const error of [
      ...ofProjects,
      ...(ofRoot === undefined ? [] : await disposeWithin(ofRoot, grace)),
    ]) {
      process.emitWarning(`A service could not be disposed: ${reasonOf(error)}.`, 'PoppoBuilderWarning');
    }
  }
}

function warnAboutListener(error: unknown, event: TaskEventName): void {
  process.emitWarning(`A listener of "${event}" failed: ${reasonOf(error)}`, 'PoppoBuilderWarning');
}
