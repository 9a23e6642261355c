import { randomUUID } from 'node:crypto';
import { mkdirSync, realpathSync } from 'node:fs';
import { isAbsolute, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type ResolvedPermissions, TaskError } from '@poppobuilder/core';
import {
  DATA_FOLDER,
  ensureDataFolder,
  OUTPUT_FOLDER,
  permitsSecret,
  type ProjectSettings,
  secretTexts,
  type SettingsData,
} from '@poppobuilder/core/runner-kit';
import type { PoolSettings } from '../pool/pool-options.ts';
import type { CommandIsolation } from '../protocol/messages.ts';
import { findProgram } from '../sandbox/find-program.ts';
import { nodePermissionFlags } from '../sandbox/node-permissions.ts';
import { type OuterSandboxOptions, outerSandbox } from '../sandbox/outer-sandbox.ts';
import { readableFolders } from '../sandbox/readable-folders.ts';
import { startGuardian, type Guardian } from '../tree/guardian.ts';
import { createPrivateFolder, removePrivateFolder } from '../tree/private-folder.ts';
import { sweepAbandonedFolders } from '../tree/sweep-folders.ts';
import { withoutSteering } from '../sandbox/steering-variables.ts';
import { chooseIsolation, type ChosenIsolation } from './choose-isolation.ts';
import type { LaunchPlan } from './worker-process.ts';

/** What a worker is started for. */
export interface WorkerRequest {
  readonly settings: ProjectSettings;
  readonly permissions: ResolvedPermissions;
  /** Addresses of the plugins' modules. */
  readonly plugins: readonly string[];
}

const NOTHING: ResolvedPermissions = {
  commands: false,
  network: false,
  files: 'none',
  secrets: [],
  allSecrets: false,
  workers: false,
  addons: false,
};

/** Whether this runs from its sources: workers do too then. */
const FROM_SOURCE = import.meta.url.endsWith('.ts');

const PROGRAM = fileURLToPath(
  new URL(FROM_SOURCE ? '../inside/worker-main.ts' : '../inside/worker-main.js', import.meta.url),
);

/** Plans how the processes of a pool are started: flags, namespaces, environment, folders. */
export class Launcher {
  readonly poolId: string = randomUUID();
  readonly #settings: PoolSettings;
  /** The host's folder of all projects' worktrees. */
  readonly #workspaces: string;
  #lastNumber = 0;
  #guardian: Guardian | undefined;
  #swept = false;

  constructor(settings: PoolSettings, homeFolder: string) {
    this.#settings = settings;
    this.#workspaces = join(homeFolder, 'workspaces');
  }

  /** Plans a worker of a project. Rejects with a `TaskError` when it cannot be started as it should. */
  async planWorker(request: WorkerRequest): Promise<LaunchPlan> {
    const { settings, permissions, plugins } = request;
    const isolation = await this.#isolation();
    const workerId = this.#nextId();
    const folders = this.#projectFolders(settings, permissions);
    const temporaryFolder = await createPrivateFolder();
    const environment = {
      ...settings.environment,
      ...(process.platform === 'win32' || settings.config.environment?.['HOME'] !== undefined
        ? {}
        : { HOME: folders.home }),
      TMPDIR: isolation.mode === 'sandbox' ? '/tmp' : temporaryFolder,
      POPPOBUILDER_WORKER_ID: workerId,
    };
    const { timeout, grace, outputLimit } = this.#settings;
    return this.#plan({
      isolation,
      workerId,
      permissions,
      temporaryFolder,
      environment: withoutSteering(environment),
      workingDirectory: settings.projectPath,
      modules: plugins.map((url) => fileURLToPath(url)),
      executables: folders.executables,
      readable: folders.readable,
      writable: folders.writable,
      covered: folders.covered,
      opening: {
        type: 'open',
        workerId,
        plugins,
        settings: settingsFor(settings, permissions, environment),
        timeout,
        grace,
        outputLimit,
        outputFolder: folders.output,
        commands: commandIsolation(isolation, [join(settings.projectPath, DATA_FOLDER), folders.state]),
      },
    });
  }

  /** Plans the process that looks at plugins: it has no project, no permission and no secret. */
  async planCatalog(plugins: readonly string[]): Promise<LaunchPlan> {
    const isolation = await this.#isolation();
    const workerId = this.#nextId();
    return this.#plan({
      isolation,
      workerId,
      permissions: NOTHING,
      temporaryFolder: await createPrivateFolder(),
      environment: { POPPOBUILDER_WORKER_ID: workerId },
      workingDirectory: '/',
      modules: plugins.map((url) => fileURLToPath(url)),
      executables: [],
      readable: [],
      writable: [],
      covered: [],
      opening: { type: 'open-catalog', plugins },
    });
  }

  /** Ends what was started for all workers. */
  async close(): Promise<void> {
    await this.#guardian?.close();
  }

  async #isolation(): Promise<ChosenIsolation> {
    const isolation = await chooseIsolation(this.#settings.isolation);
    if (isolation.mode === 'process') this.#guardian ??= startGuardian(this.poolId);
    if (!this.#swept) {
      this.#swept = true;
      // What a killed host left behind takes space, and is no reason to refuse a task.
      sweepAbandonedFolders().catch(() => undefined);
    }
    return isolation;
  }

  #nextId(): string {
    this.#lastNumber += 1;
    return `${this.poolId}-${this.#lastNumber}`;
  }

  #projectFolders(settings: ProjectSettings, permissions: ResolvedPermissions): ProjectFolders {
    const { projectId, projectPath, homeFolder, config, environment } = settings;
    const home = makeFolder(homeFolder, 'home');
    const state = makeFolder(homeFolder, 'state');
    const usesAgent = permissions.secrets.includes('agent');
    const agentFolder = resolve(homeFolder, config.agent?.configDirectory ?? 'claude');
    const agent = usesAgent ? [makeFolder(agentFolder)] : [];
    const command = config.agent?.command ?? 'claude';
    const agentProgram = isAbsolute(command) ? command : findProgram(command, environment['PATH'] ?? '');
    const work = {
      none: [],
      read: [],
      project: [projectPath, makeFolder(this.#workspaces, projectId)],
      all: ['/'],
    };
    const output = permissions.commands ? outputFolderOf(projectPath) : undefined;
    // What is not there when the worker starts cannot be covered, and would be seen once somebody makes it.
    quietly(() => ensureDataFolder(projectPath));
    const { commands, files } = permissions;
    const changesFiles = commands || files === 'project' || files === 'all';
    const data = { path: join(projectPath, DATA_FOLDER), writable: output === undefined ? [] : [output] };
    return {
      home,
      state,
      output,
      executables: usesAgent && agentProgram !== undefined ? [agentProgram] : [],
      // Later tasks of the project take settings of git and npm from its home.
      readable: [projectPath, ...(changesFiles ? [] : [home]), ...this.#settings.readable],
      writable: [
        ...work[permissions.files],
        ...(changesFiles ? [home] : []),
        state,
        ...agent,
        ...(output === undefined ? [] : [output]),
      ],
      // Without permission for files the folder is there, and empty.
      covered: permissions.files === 'none' ? [{ path: projectPath, writable: data.writable }] : [data],
    };
  }

  #plan(options: PlanOptions): LaunchPlan {
    const { isolation, permissions, environment, temporaryFolder, workingDirectory } = options;
    const { files, commands } = permissions;
    const code = readableFolders({
      modules: [PROGRAM, ...options.modules],
      executables: [process.execPath, ...options.executables],
      path: commands ? (environment['PATH'] ?? '') : '',
    });
    const seenTemporary = isolation.mode === 'sandbox' ? '/tmp' : temporaryFolder;
    const mayUseFolders = files !== 'none' || commands;
    const flags = isolation.hasPermissions
      ? nodePermissionFlags({
          permissions,
          readable: [
            ...code,
            ...(files === 'none' ? [] : options.readable),
            ...(commands ? ['/proc', '/bin', '/usr/bin', '/sbin', '/usr/sbin', '/usr/local'] : []),
          ],
          writable: [...options.writable, ...(mayUseFolders ? [seenTemporary] : [])],
        })
      : [];
    const heap = Math.floor(this.#settings.memoryLimit / 1024 ** 2);
    const node = [
      process.execPath,
      ...flags,
      `--max-old-space-size=${heap}`,
      ...(FROM_SOURCE ? ['--conditions=@poppobuilder/source'] : []),
      PROGRAM,
    ];
    const [command = '', ...args] =
      isolation.mode === 'sandbox'
        ? [
            ...openFilesLimit(isolation, this.#settings),
            isolation.bwrap,
            ...outerSandbox({
              network: permissions.network,
              readable: [...code, ...options.readable],
              writable: options.writable,
              covered: options.covered,
              temporaryFolder,
              workingDirectory,
            }),
            ...processesLimit(isolation, this.#settings),
            ...node,
          ]
        : [...openFilesLimit(isolation, this.#settings), ...node];
    return {
      command,
      args,
      cwd: isolation.mode === 'sandbox' ? '/' : workingDirectory,
      environment,
      opening: options.opening,
      workerId: options.workerId,
      mode: isolation.mode,
      tidy: () => removePrivateFolder(temporaryFolder).catch(warnAboutFolder),
    };
  }
}

interface ProjectFolders {
  readonly home: string;
  readonly state: string;
  readonly output: string | undefined;
  readonly executables: readonly string[];
  readonly readable: readonly string[];
  readonly writable: readonly string[];
  readonly covered: NonNullable<OuterSandboxOptions['covered']>;
}

interface PlanOptions extends Omit<ProjectFolders, 'home' | 'state' | 'output'> {
  readonly isolation: ChosenIsolation;
  readonly workerId: string;
  readonly permissions: ResolvedPermissions;
  readonly temporaryFolder: string;
  readonly environment: Readonly<Record<string, string>>;
  readonly workingDirectory: string;
  readonly modules: readonly string[];
  readonly opening: LaunchPlan['opening'];
}

/** What a worker gets of a project's settings: only the secrets that it may have. */
function settingsFor(
  settings: ProjectSettings,
  permissions: ResolvedPermissions,
  environment: Readonly<Record<string, string>>,
): SettingsData {
  const { masker: _, ...data } = settings;
  const secrets = Object.fromEntries(
    Object.entries(settings.secrets).filter(([name]) => permitsSecret(permissions, name)),
  );
  return {
    ...data,
    environment,
    secrets,
    secretTexts: secretTexts(secrets, environment, settings.config),
    warnings: [],
  };
}

function commandIsolation(isolation: ChosenIsolation, covered: readonly string[]): CommandIsolation {
  if (isolation.mode === 'process') return { kind: isolation.hasPermissions ? 'process' : 'plain' };
  const { bwrap, innerProc } = isolation;
  return { kind: 'sandbox', bwrap, innerProc, covered };
}

function openFilesLimit(isolation: ChosenIsolation, { openFiles }: PoolSettings): string[] {
  if (openFiles === undefined || isolation.prlimit === undefined) return [];
  return [isolation.prlimit, `--nofile=${openFiles}:${openFiles}`, '--'];
}

/** Threads that a process may have, as a rule: the kernel counts those. */
const THREADS = 8;

/** A bomb is caught by looking; where the kernel can, it stops it before. It never limits root. */
function processesLimit(isolation: ChosenIsolation, { maxProcesses }: PoolSettings): string[] {
  if (isolation.prlimit === undefined || process.getuid?.() === 0) return [];
  return [isolation.prlimit, `--nproc=${maxProcesses * THREADS}`, '--'];
}

function makeFolder(...parts: readonly string[]): string {
  const path = join(...parts);
  try {
    mkdirSync(path, { recursive: true, mode: 0o700 });
    return realpathSync.native(path);
  } catch (cause) {
    const code = (cause as NodeJS.ErrnoException).code ?? 'unknown error';
    const message = `The folder ${path} cannot be made (${code}). Check POPPOBUILDER_HOME and its permissions.`;
    throw new TaskError({ code: 'INVALID_CONFIG', message, cause });
  }
}

/** The folder for long output; there is none where the project cannot be written, and only head and tail are kept then. */
function outputFolderOf(projectPath: string): string | undefined {
  try {
    return ensureDataFolder(projectPath, OUTPUT_FOLDER);
  } catch {
    return undefined;
  }
}

function quietly(work: () => void): void {
  try {
    work();
  } catch {
    // A project that cannot be written: nothing can appear in it later either.
  }
}

function warnAboutFolder(error: unknown): void {
  process.emitWarning(error as Error);
}
