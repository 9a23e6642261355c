import { randomUUID } from 'node:crypto';
import { availableParallelism } from 'node:os';
import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { composeSections, type SectionUse } from '../configuration/compose-sections.ts';
import type { ConfigSection } from '../configuration/config-section.ts';
import { LoadedSections } from '../configuration/config-sections.ts';
import { reasonOf } from '../errors/reason-of.ts';
import type { AnyServiceDefinition, Plugin } from '../plugin/define-plugin.ts';
import { checkPlugin, isService } from '../plugin/check-plugin.ts';
import { resolveHomeFolder } from '../project/home-folder.ts';
import { CommandRunner } from '../command/command-runner.ts';
import { OutputFiles } from '../command/output-file.ts';
import { ProcessSupervisor } from '../process/process-supervisor.ts';
import { ProjectLog } from '../logging/project-log.ts';
import { Logger } from '../logging/logger.ts';
import { Masker } from '../masking/masker.ts';
import { projectConfigSchema } from '../project/core-config.ts';
import type { ProjectConfigInput } from '../project/project-config-input.ts';
import { ProjectConfig } from '../project/project-config.ts';
import { OnlyProject } from '../project/only-project.ts';
import { ProjectContext } from '../project/project-context.ts';
import { ProjectScopes } from '../project/project-scopes.ts';
import type { ProjectSettings } from '../project/project-settings.ts';
import { pluginInvalid, ServiceRegistry } from '../services/service-registry.ts';
import { Scope } from '../services/service-scope.ts';
import { StateStore } from '../state/state-store.ts';
import { MAX_TIMEOUT, type BaseTask, type Task } from '../task/task.ts';
import { type CheckedTask, checkTask } from '../task/validate-task.ts';
import { asTaskError, placeOf } from './as-task-error.ts';
import { type CachedTask, declareCache } from './cache-declaration.ts';
import { parseArgument } from '../arguments/parse-argument.ts';
import { callable, environmentVariables, nonEmptyText, type ShapeOf } from '../arguments/schemas.ts';
import { parseExecuteOptions } from './execute-options.ts';
import { parseCancel, parseListener, parseText } from './runner-arguments.ts';
import { disposeWithin } from './dispose-within.ts';
import { HandlerRegistry, type RegisteredHandler } from './handler-registry.ts';
import type { NamedMiddleware } from './call-handler.ts';
import { Progress } from './progress.ts';
import { TaskContext } from './task-context.ts';
import { TaskEventEmitter, type TaskEventName, type TaskListener } from './task-events.ts';
import { TaskLimits } from './task-limits.ts';
import { type RunnerMetrics, TaskMetrics } from './task-metrics.ts';
import { TaskOutput } from './task-output.ts';
import { TaskRun } from './task-run.ts';
import { cancelRuns, currentTasksOf, redactByRuns } from './task-runs.ts';
import type { CancelOptions, ExecuteOptions, TaskResult, TaskRunner } from './task-runner.ts';
import { logDefect } from './task-reporting.ts';
import { CHECKING_STEPS, STEPS, type ExecutorContext } from './task-pipeline.ts';
import { type Pipeline, runPipeline } from './pipeline.ts';
import { Semaphore } from './semaphore.ts';

/** Options of a {@link TaskExecutor}. */
export interface TaskExecutorOptions {
  /** Names this executor in logs and in the environment of commands. @defaultValue a random name */
  readonly workerId?: string | undefined;
  /** Milliseconds for tasks that name no timeout and whose handler names none. @defaultValue 600000 (10 minutes) */
  readonly timeout?: number | undefined;
  /** Milliseconds between asking a task to stop and killing what is left of it. @defaultValue 5000 */
  readonly grace?: number | undefined;
  /** Tasks that run at once; the others wait. @defaultValue the number of CPUs */
  readonly concurrency?: number | undefined;
  readonly plugins?: readonly Plugin[] | undefined;
  /** Services in place of those of plugins and of the defaults. */
  readonly services?: readonly AnyServiceDefinition[] | undefined;
  /** Project paths must lie inside one of these folders. @defaultValue anywhere */
  readonly allowedRoots?: readonly string[] | undefined;
  /** Configuration for all projects: below a task's `projectConfig`, above files. */
  readonly projectConfig?: ProjectConfigInput | undefined;
  /** The host's environment, read once. @defaultValue process.env */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  /** Folder of PoppoBuilder's own data. @defaultValue `POPPOBUILDER_HOME`, else the platform's state folder */
  readonly homeFolder?: string | undefined;
}

/** What a runner that keeps executors in processes of their own hands to each, beside the options. */
export interface ExecutorInternals {
  /** Resolved settings of the only project that it works for; nothing is then read from files or the environment. */
  readonly settings?: ProjectSettings | undefined;
  /** Gives a task that was checked before, in place of checking it again. */
  readonly checkTask?: ((given: unknown) => CheckedTask) | undefined;
  /** Told when a handler goes on after its task has ended. */
  readonly onAbandoned?: (() => void) | undefined;
}

const optionsSchema = z.strictObject({
  workerId: z
    .string()
    .regex(/^[\w.:@-]{1,128}$/, 'must be 1 to 128 letters, digits or . : @ _ -')
    .optional(),
  timeout: z.int().min(1).max(MAX_TIMEOUT).optional(),
  grace: z.int().min(0).max(MAX_TIMEOUT).optional(),
  concurrency: z.union([z.int().min(1), z.literal(Number.POSITIVE_INFINITY)]).optional(),
  allowedRoots: z.array(z.string().refine(isAbsolute, 'must be an absolute path')).optional(),
  plugins: z.array(z.unknown()).optional(),
  services: z
    .array(z.custom<AnyServiceDefinition>(isService, 'expected a service; make it with defineService()'))
    .optional(),
  environment: environmentVariables.optional(),
  homeFolder: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  projectConfig: projectConfigSchema.optional(),
} satisfies ShapeOf<TaskExecutorOptions>);

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
export class TaskExecutor implements TaskRunner, AsyncDisposable {
  readonly workerId: string;
  /** The sections of a project's configuration that its plugins and services have. */
  readonly sections: readonly ConfigSection[];
  readonly #sectionUses: readonly SectionUse[];
  readonly #loaded: LoadedSections;
  readonly #way: ExecutorContext;
  readonly #root: Scope;
  readonly #metrics = new TaskMetrics();
  readonly #travel: Pipeline<ExecutorContext, TaskRun>;
  readonly #unannounced: string[];
  #closed: Promise<void> | undefined;

  /** Throws `INVALID_CONFIG` for bad options and `PLUGIN_INVALID` with all that is wrong with plugins and services. */
  constructor(options: TaskExecutorOptions = {}, internals: ExecutorInternals = {}) {
    const parsed = parseArgument(optionsSchema, options, { of: 'TaskExecutor', code: 'INVALID_CONFIG' });
    const { services = [], allowedRoots = [], timeout = 600_000, grace = 5_000 } = parsed;
    const { projectConfig } = options;
    const plugins = checkPlugins(parsed.plugins ?? []);
    const environment = { ...(parsed.environment ?? process.env) };
    const homeFolder = parsed.homeFolder ?? resolveHomeFolder(environment);
    this.workerId = parsed.workerId ?? `executor-${randomUUID().slice(0, 8)}`;
    const registry = new ServiceRegistry({ provided: PROVIDED, defaults: DEFAULTS });
    const { handlers, sections, uses } = compose(registry, plugins, services);
    this.sections = sections;
    this.#sectionUses = uses;
    this.#loaded = new LoadedSections(sections);
    this.#root = new Scope({ kind: 'root', registry });
    this.#way = {
      workerId: this.workerId,
      timeout,
      grace,
      handlers,
      registry,
      middleware: plugins.flatMap(({ name, middleware }) =>
        middleware.map((layer): NamedMiddleware => ({ plugin: name, layer })),
      ),
      projects:
        internals.settings === undefined
          ? new ProjectScopes(
              {
                environment,
                homeFolder,
                workerId: this.workerId,
                projectConfig,
                allowedRoots,
                sections: this.#loaded,
              },
              registry,
              this.#root,
            )
          : new OnlyProject(internals.settings, registry, this.#root),
      turns: new Semaphore(parsed.concurrency ?? availableParallelism()),
      events: new TaskEventEmitter(warnAboutListener),
      runs: new Map(),
      checkTask: internals.checkTask ?? checkTask,
      onAbandoned: internals.onAbandoned ?? ((): void => undefined),
    };
    this.#travel = {
      steps: STEPS,
      events: this.#way.events,
      metrics: this.#metrics,
      onDefect: (run, thrown) => logDefect(this.#way, run, thrown),
    };
    this.#unannounced = this.handlers.map(({ type }) => type);
    queueMicrotask(() => this.#announceHandlers());
  }

  /** The handlers it has. */
  get handlers(): readonly RegisteredHandler[] {
    return [...this.#way.handlers.values()];
  }

  /** The sections that a plugin has, by itself and by the services that its handlers use. */
  sectionsOf(plugin: string): readonly ConfigSection[] {
    const names = new Set(this.#sectionUses.filter(({ user }) => user === plugin).map(({ section }) => section.name));
    return this.sections.filter(({ name }) => names.has(name));
  }

  /** Registers a function for a task type. It runs in this process and has all permissions. Throws `PLUGIN_INVALID`. */
  registerTaskHandler(type: string, handle: (task: Task, context: TaskContext) => Promise<TaskResult>): void {
    const of = 'registerTaskHandler()';
    parseArgument(nonEmptyText, type, { of, name: 'type', code: 'PLUGIN_INVALID' });
    parseArgument(callable(), handle, { of, name: 'handle', code: 'PLUGIN_INVALID' });
    this.#way.handlers.addFunction(
      type,
      handle as (task: BaseTask, context: TaskContext) => Promise<TaskResult>,
    );
    this.#way.events.emit('handler-registered', { type });
  }

  /** Checks a task as `execute` would before it starts, and runs nothing. Throws the `TaskError` it would reject with. */
  validate(task: unknown): void {
    const run = new TaskRun(task, {});
    try {
      for (const step of CHECKING_STEPS) void step.run(this.#way, run);
      // In this process sections are checked at once.
      void this.#way.projects.check(run.checked.base, run.projectPath);
    } catch (error) {
      throw asTaskError(error, placeOf(task), (text) => text);
    }
  }

  /**
   * What a task's result depends on, and its handler; nothing when its handler does not let it be cached. Runs nothing.
   * Throws the `TaskError` that `execute` would reject with for a bad task.
   */
  declareCache(task: Task | BaseTask): CachedTask | undefined {
    const handler = this.#way.handlers.get(checkTask(task).base.type);
    const declaration = declareCache(handler, task);
    return declaration === undefined
      ? undefined
      : { ...declaration, handler, sections: this.#loaded.declarations };
  }

  async execute(task: Task | BaseTask, options?: ExecuteOptions): Promise<TaskResult> {
    this.#announceHandlers();
    const run = new TaskRun(task, parseExecuteOptions(options));
    if (this.#closed !== undefined) run.cancel('the executor is closed');
    return runPipeline(this.#travel, this.#way, run);
  }

  async cancel(taskId?: string, options: CancelOptions = {}): Promise<number> {
    return cancelRuns([...this.#way.runs.values()], ...parseCancel(taskId, options));
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

  /** Listeners can be added only after the constructor, so handlers are told of then, and before any task. */
  #announceHandlers(): void {
    for (const type of this.#unannounced.splice(0)) this.#way.events.emit('handler-registered', { type });
  }

  async #close(): Promise<void> {
    await Promise.all([...this.#way.runs.values()].map((run) => run.ended));
    const { grace, projects } = this.#way;
    const ofProjects = await disposeWithin(
      projects.close().then(() => []),
      grace,
    );
    for (const error of [...ofProjects, ...(await disposeWithin(this.#root.dispose(), grace))]) {
      process.emitWarning(`A service could not be disposed: ${reasonOf(error)}.`, 'PoppoBuilderWarning');
    }
  }
}

/** Checks plugins that did not come from `loadPlugins`. Throws `PLUGIN_INVALID` with everything that is wrong. */
function checkPlugins(candidates: readonly unknown[]): Plugin[] {
  const problems: string[] = [];
  const plugins = candidates.flatMap((candidate, index) => {
    try {
      return [checkPlugin(candidate, `plugins[${index}]`)];
    } catch (error) {
      problems.push((error as Error).message);
      return [];
    }
  });
  if (problems.length > 0) throw pluginInvalid(problems);
  return plugins;
}

/** Puts plugins and services together. Throws `PLUGIN_INVALID` with everything that is wrong. */
function compose(
  registry: ServiceRegistry,
  plugins: readonly Plugin[],
  services: readonly AnyServiceDefinition[],
): {
  readonly handlers: HandlerRegistry;
  readonly sections: readonly ConfigSection[];
  readonly uses: readonly SectionUse[];
} {
  const handlers = new HandlerRegistry();
  const names = plugins.map(({ name }) => name);
  const repeated = new Set(names.filter((name, index) => names.indexOf(name) !== index));
  if (repeated.size > 0) throw pluginInvalid([...repeated].map((name) => `${name} is given twice`));
  const problems = [
    ...services.flatMap((definition) => registry.add({ definition })),
    ...plugins.flatMap((plugin) => [
      ...handlers.addPlugin(plugin),
      ...plugin.services.flatMap((definition) => registry.add({ definition, plugin: plugin.name })),
    ]),
  ];
  for (const { services: tokens, type } of handlers.values()) {
    problems.push(...registry.check(tokens, `the handler "${type}"`));
  }
  problems.push(...registry.checkAll());
  const uses = [
    ...plugins.flatMap(({ name: user, configuration }) => configuration.map((section) => ({ section, user }))),
    ...[...handlers.values()].flatMap(({ services: tokens, plugin = 'the app' }) =>
      registry.sectionUses(tokens, plugin),
    ),
    ...registry.addedSectionUses(),
  ];
  const composed = composeSections(uses);
  problems.push(...composed.problems);
  if (problems.length > 0) throw pluginInvalid(problems);
  return { handlers, sections: composed.sections, uses };
}

function warnAboutListener(error: unknown, event: TaskEventName): void {
  process.emitWarning(`A listener of "${event}" failed: ${reasonOf(error)}`, 'PoppoBuilderWarning');
}
