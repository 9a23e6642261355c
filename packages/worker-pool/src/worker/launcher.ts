import { randomUUID } from 'node:crypto';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { isInside, type ResolvedPermissions } from '@poppobuilder/core';
import { type LocatedPlugin, type ProjectSettings, resolvePermissions } from '@poppobuilder/core/runner-kit';
import type { PoolSettings } from '../pool/pool-options.ts';
import type { CommandIsolation } from '../protocol/messages.ts';
import { type Guardian, startGuardian } from '../tree/guardian.ts';
import { createPrivateFolder, removePrivateFolder } from '../tree/private-folder.ts';
import { sweepAbandonedFolders } from '../tree/sweep-folders.ts';
import { withoutSteering } from '../sandbox/steering-variables.ts';
import { chooseIsolation, type ChosenIsolation } from './choose-isolation.ts';
import { CompileCache } from './compile-cache.ts';
import { composeCommandLine, type WorkerParts } from './compose-plan.ts';
import { type ProjectFolders, projectFolders } from './project-folders.ts';
import type { LaunchPlan } from './worker-process.ts';
import { PROGRAM } from './worker-program.ts';
import { settingsForWorker } from './worker-settings.ts';

/** What a worker is started for. */
export interface WorkerRequest {
  readonly settings: ProjectSettings;
  readonly permissions: ResolvedPermissions;
  /** Addresses of the plugins' modules. */
  readonly plugins: readonly string[];
}

/** Plans how the processes of a pool are started: flags, namespaces, environment, folders. */
export class Launcher {
  readonly poolId: string = randomUUID();
  readonly #settings: PoolSettings;
  readonly #cache: CompileCache;
  #lastNumber = 0;
  #guardian: Guardian | undefined;
  #isPrepared = false;

  constructor(settings: PoolSettings, homeFolder: string) {
    this.#settings = settings;
    this.#cache = new CompileCache(homeFolder, PROGRAM);
  }

  /** Plans a worker of a project. Rejects with a `TaskError` when it cannot be started as it should. */
  async planWorker({ settings, permissions, plugins }: WorkerRequest): Promise<LaunchPlan> {
    const isolation = await this.#prepare();
    const workerId = this.#nextId();
    const folders = projectFolders(settings, permissions);
    return this.#withFolder(async (temporaryFolder) => {
      const environment = {
        ...settings.environment,
        ...(keepsHome(settings) ? {} : { HOME: folders.home }),
        TMPDIR: isolation.mode === 'sandbox' ? '/tmp' : temporaryFolder,
        POPPOBUILDER_WORKER_ID: workerId,
      };
      const { timeout, grace, outputLimit, readable } = this.#settings;
      const plan = this.#plan(workerId, {
        isolation,
        permissions,
        environment: withoutSteering(environment),
        workingDirectory: settings.projectPath,
        temporaryFolder,
        modules: plugins.map((url) => fileURLToPath(url)),
        executables: folders.executables,
        readable: [...folders.readable, ...readable],
        writable: folders.writable,
        covered: folders.covered,
        compileCache: await this.#cacheFor(isolation, temporaryFolder),
        opening: {
          type: 'open',
          workerId,
          plugins,
          settings: settingsForWorker(settings, permissions, environment),
          timeout,
          grace,
          outputLimit,
          outputFolder: folders.output,
          commands: commandIsolation(isolation, folders),
        },
      });
      return { ...plan, warnings: isolation.mode === 'sandbox' ? hiddenLinks(folders, readable) : [] };
    });
  }

  /** Plans the process that looks at plugins: it has no project, no permission and no secret. */
  async planCatalog(plugins: readonly LocatedPlugin[]): Promise<LaunchPlan> {
    const isolation = await this.#prepare();
    return this.#withFolder(async (temporaryFolder) => {
      const compileCache = await this.#cacheFor(isolation, temporaryFolder);
      return this.#planBare({ isolation, temporaryFolder, plugins, compileCache });
    });
  }

  /** How this machine's workers are kept apart. Rejects with `INVALID_CONFIG` when a sandbox was demanded in vain. */
  async mode(): Promise<ChosenIsolation['mode']> {
    return (await chooseIsolation(this.#settings.isolation)).mode;
  }

  /** Ends what was started for all workers. */
  async close(): Promise<void> {
    await this.#cache.close();
    await this.#guardian?.close();
  }

  /** Finds out how to isolate, and does what is done once for all workers. */
  async #prepare(): Promise<ChosenIsolation> {
    const isolation = await chooseIsolation(this.#settings.isolation);
    if (this.#isPrepared) return isolation;
    this.#isPrepared = true;
    if (isolation.mode === 'process') this.#guardian = startGuardian(this.poolId);
    // What a killed host left behind takes space, and is no reason to refuse a task.
    sweepAbandonedFolders().catch(() => undefined);
    this.#cache.warm((folder) =>
      this.#withFolder(async (temporaryFolder) =>
        this.#planBare({
          isolation,
          temporaryFolder,
          plugins: [],
          compileCache: { folder, isWritable: true },
        }),
      ),
    );
    return isolation;
  }

  /** Plans with a private folder, which goes when there will be no process to use it. */
  async #withFolder(plan: (folder: string) => Promise<LaunchPlan>): Promise<LaunchPlan> {
    const folder = await createPrivateFolder();
    try {
      return await plan(folder);
    } catch (error) {
      await removePrivateFolder(folder).catch(warnAboutFolder);
      throw error;
    }
  }

  /** In a sandbox all read the same; elsewhere nothing keeps a worker from writing, so each has its own copy. */
  async #cacheFor({ mode }: ChosenIsolation, temporaryFolder: string): Promise<WorkerParts['compileCache']> {
    const folder =
      mode === 'sandbox'
        ? this.#cache.folder
        : await this.#cache.copyTo(join(dirname(temporaryFolder), 'compile-cache'));
    return folder === undefined ? undefined : { folder, isWritable: false };
  }

  #nextId(): string {
    this.#lastNumber += 1;
    return `${this.poolId}-${this.#lastNumber}`;
  }

  #planBare(options: {
    readonly isolation: ChosenIsolation;
    readonly temporaryFolder: string;
    readonly plugins: readonly LocatedPlugin[];
    readonly compileCache: WorkerParts['compileCache'];
  }): LaunchPlan {
    const workerId = this.#nextId();
    const { plugins, compileCache, ...others } = options;
    return this.#plan(workerId, {
      ...others,
      permissions: resolvePermissions(),
      environment: { POPPOBUILDER_WORKER_ID: workerId },
      workingDirectory: '/',
      modules: plugins.map(({ url }) => fileURLToPath(url)),
      executables: [],
      readable: [],
      writable: [],
      covered: [],
      compileCache,
      opening: { type: 'open-catalog', plugins, flushesCache: compileCache?.isWritable === true },
    });
  }

  #plan(
    workerId: string,
    options: Omit<WorkerParts, 'memoryLimit' | 'openFiles' | 'maxProcesses'> & Pick<LaunchPlan, 'opening'>,
  ): LaunchPlan {
    const { memoryLimit, openFiles, maxProcesses } = this.#settings;
    const { opening, ...parts } = options;
    const [command, ...args] = composeCommandLine({ ...parts, memoryLimit, openFiles, maxProcesses });
    const { isolation, environment, workingDirectory, temporaryFolder } = parts;
    return {
      command,
      args,
      cwd: isolation.mode === 'sandbox' ? '/' : workingDirectory,
      environment,
      opening,
      workerId,
      mode: isolation.mode,
      warnings: [],
      tidy: () => removePrivateFolder(temporaryFolder).catch(warnAboutFolder),
    };
  }
}

/** Whether the operator chose a HOME for the project's processes; on Windows there is none. */
const keepsHome = ({ config }: ProjectSettings): boolean =>
  process.platform === 'win32' || config.environment?.['HOME'] !== undefined;

function commandIsolation(isolation: ChosenIsolation, folders: ProjectFolders): CommandIsolation {
  if (isolation.mode === 'sandbox') {
    const { bwrap, innerProc } = isolation;
    const { coveredForCommands: covered, apartForCommands: apart, readableForCommands: readable } = folders;
    return { kind: 'sandbox', bwrap, innerProc, covered, apart, readable };
  }
  // There is no env on Windows to take NODE_OPTIONS away with.
  return { kind: isolation.hasPermissions && process.platform !== 'win32' ? 'process' : 'plain' };
}

function hiddenLinks({ hidden }: ProjectFolders, readable: readonly string[]): string[] {
  return hidden
    .filter(([, target]) => !readable.some((path) => isInside(path, target)))
    .map(
      ([link, target]) =>
        `${link} is a link to ${target}, which lies outside of the project, so sandboxed tasks do not see it. Run with --readable ${target}, or install a copy of it.`,
    );
}

function warnAboutFolder(error: unknown): void {
  process.emitWarning(error as Error);
}
