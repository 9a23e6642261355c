import { randomUUID } from 'node:crypto';
import { statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { ResolvedPermissions } from '@poppobuilder/core';
import {
  knownTaskFolders,
  type LocatedPlugin,
  privilegeKey,
  type ProjectSettings,
  rememberProject,
  resolvePermissions,
  type SectionDeclaration,
} from '@poppobuilder/core/runner-kit';
import { HomeSweeper } from '../homes/home-sweeper.ts';
import { useHomes } from '../homes/home-users.ts';
import { type Limits, limitsFor } from '../limits/limits.ts';
import type { PoolSettings } from '../pool/pool-options.ts';
import { type Guardian, startGuardian } from '../tree/guardian.ts';
import { createPrivateFolder, removePrivateFolder } from '../tree/private-folder.ts';
import { sweepAbandonedFolders } from '../tree/sweep-folders.ts';
import { withoutSteering } from '../sandbox/steering-variables.ts';
import { chooseIsolation, type ChosenIsolation } from './choose-isolation.ts';
import type { ImportRules } from '../child/guard-imports.ts';
import type { ProtectedModule } from '../sandbox/code-in-project.ts';
import { assertPluginsTrusted } from '../catalog/trusted-plugins.ts';
import { commandIsolation, keepsHome } from './command-isolation.ts';
import { CompileCache } from './compile-cache.ts';
import { composeCommandLine, protectedFolders, type WorkerParts } from './compose-plan.ts';
import { projectFolders } from './project-folders.ts';
import { readableToolchains } from './readable-toolchains.ts';
import { warnAboutHiddenLinks } from './hidden-links.ts';
import type { LaunchPlan } from './worker-process.ts';
import { trustedFolders } from './trusted-folders.ts';
import { PROGRAM } from './worker-program.ts';
import { environmentFor } from './worker-environment.ts';
import { settingsForWorker } from './worker-settings.ts';

/** What a worker is started for. */
export interface WorkerRequest {
  readonly settings: ProjectSettings;
  readonly permissions: ResolvedPermissions;
  /** URLs of the plugins' modules. */
  readonly plugins: readonly string[];
  /** The sections that those plugins read. */
  readonly sections: readonly SectionDeclaration[];
}

/** Plans how the processes of a pool are started: flags, namespaces, environment, folders. */
export class Launcher {
  readonly poolId: string = randomUUID();
  readonly #settings: PoolSettings;
  readonly #homeFolder: string;
  readonly #plugins: readonly LocatedPlugin[];
  readonly #cache: CompileCache;
  readonly #homes: HomeSweeper;
  #lastNumber = 0;
  #guardian: Guardian | undefined;
  #isPrepared = false;

  constructor(settings: PoolSettings, homeFolder: string, plugins: readonly LocatedPlugin[]) {
    this.#settings = settings;
    this.#plugins = plugins;
    this.#homeFolder = homeFolder;
    this.#cache = new CompileCache(homeFolder, PROGRAM);
    this.#homes = new HomeSweeper(homeFolder);
  }

  /** Plans a worker of a project. Rejects with a `TaskError` when it cannot be started as it should. */
  async planWorker(request: WorkerRequest): Promise<LaunchPlan> {
    assertPluginsTrusted(this.#plugins, this.#settings.from);
    const isolation = await this.#prepare();
    const workerId = this.#nextId();
    this.#homes.start();
    const leaveHomes = useHomes(request.settings.homeFolder, privilegeKey(request.permissions), workerId);
    try {
      const plan = await this.#planWorker(request, isolation, workerId);
      return { ...plan, cleanup: () => plan.cleanup().finally(leaveHomes) };
    } catch (error) {
      leaveHomes();
      throw error;
    }
  }

  async #planWorker(
    { settings, permissions, plugins, sections }: WorkerRequest,
    isolation: ChosenIsolation,
    workerId: string,
  ): Promise<LaunchPlan> {
    const folders = projectFolders(settings, permissions, sections);
    rememberProject(this.#homeFolder, settings.projectId, settings.projectPath);
    return this.#withFolder(async (temporaryFolder) => {
      const environment = {
        ...environmentFor(settings, sections),
        ...(keepsHome(settings) ? {} : { HOME: folders.home }),
        TMPDIR: isolation.mode === 'sandbox' ? '/tmp' : temporaryFolder,
        POPPOBUILDER_WORKER_ID: workerId,
      };
      const { timeout, loadTimeout, grace, readable } = this.#settings;
      const limits = limitsFor(this.#settings, settings.config);
      const code = {
        protectedModules: this.#protectedModules(this.#plugins),
        writable: folders.writable,
        covered: folders.covered,
      };
      const plan = this.#plan(workerId, limits, {
        isolation,
        permissions,
        environment: withoutSteering(environment),
        workingDirectory: settings.projectPath,
        temporaryFolder,
        modules: plugins.map((url) => fileURLToPath(url)),
        executables: folders.executables,
        readable: [
          ...folders.readable,
          ...readable,
          ...(permissions.commands ? readableToolchains(environment, settings.projectPath) : []),
        ],
        ...code,
        compileCache: await this.#cacheFor(isolation, temporaryFolder),
        opening: {
          type: 'open',
          workerId,
          plugins: this.#plugins.filter(({ url }) => plugins.includes(url)),
          loadTimeout,
          settings: settingsForWorker(settings, permissions, environment, sections),
          timeout,
          grace,
          outputLimit: limits.outputLimit,
          outputFolder: folders.output,
          commands: commandIsolation(isolation, folders, keepsHome(settings)),
          sharesState: this.#settings.sharesState,
          trustedEntries: trustedFolders(settings, sections, isolation),
          ...importRules(code, settings.projectPath),
        },
      });
      return {
        ...plan,
        warnings: isolation.mode === 'sandbox' ? warnAboutHiddenLinks(folders, readable) : [],
      };
    });
  }

  /** Rejects as {@link Launcher.planCatalog} does, and plans nothing. */
  async assertUsable(): Promise<void> {
    assertPluginsTrusted(this.#plugins, this.#settings.from);
    // Trying a sandbox takes two processes, and no other mode is refused.
    if (this.#settings.isolation === 'sandbox') await this.mode();
  }

  /** Plans the process that looks at plugins: it has no project, no permission and no secret. */
  async planCatalog(): Promise<LaunchPlan> {
    const plugins = this.#plugins;
    assertPluginsTrusted(plugins, this.#settings.from);
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
    await this.#homes.close();
    await this.#cache.close();
    await this.#guardian?.close();
  }

  /** Finds out how to isolate, and does what is done once for all workers. */
  async #prepare(): Promise<ChosenIsolation> {
    const isolation = await chooseIsolation(this.#settings.isolation);
    if (this.#isPrepared) return isolation;
    this.#isPrepared = true;
    if (isolation.mode === 'process') this.#guardian = startGuardian(this.poolId);
    // What a killed host left behind takes space, and is no reason to reject a task.
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

  #protectedModules(plugins: readonly LocatedPlugin[]): ProtectedModule[] {
    return plugins.map(({ source, url }) => ({
      file: fileURLToPath(url),
      root: source.startsWith('file:') ? undefined : folderAt(resolve(this.#settings.from, source)),
    }));
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
    return this.#plan(workerId, this.#settings, {
      ...others,
      permissions: resolvePermissions(),
      environment: { POPPOBUILDER_WORKER_ID: workerId },
      workingDirectory: '/',
      modules: plugins.map(({ url }) => fileURLToPath(url)),
      protectedModules: [],
      executables: [],
      readable: [],
      writable: [],
      covered: [],
      compileCache,
      opening: {
        type: 'open-catalog',
        plugins,
        loadTimeout: this.#settings.loadTimeout,
        ...importRules({ protectedModules: this.#protectedModules(plugins), writable: [], covered: [] }),
        flushesCache: compileCache?.isWritable === true,
      },
    });
  }

  #plan(
    workerId: string,
    { memoryLimit, openFiles, maxProcesses }: Limits,
    options: Omit<WorkerParts, 'memoryLimit' | 'openFiles' | 'maxProcesses'> & Pick<LaunchPlan, 'opening'>,
  ): LaunchPlan {
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
      cleanup: () => removePrivateFolder(temporaryFolder).catch(warnAboutFolder),
    };
  }
}

/** What plugins may import, in this worker and in those of other projects: their code is kept from the tasks of all. */
function importRules(
  code: Pick<WorkerParts, 'protectedModules' | 'writable' | 'covered'>,
  ...projects: readonly string[]
): ImportRules {
  const taskFolders = [...new Set([...code.writable, ...projects, ...knownTaskFolders()])];
  return { taskFolders, codeFolders: protectedFolders({ ...code, writable: taskFolders }).folders };
}

const folderAt = (path: string): string | undefined =>
  statSync(path, { throwIfNoEntry: false })?.isDirectory() === true ? path : undefined;

function warnAboutFolder(error: unknown): void {
  process.emitWarning(error as Error);
}
