import { isDeepStrictEqual } from 'node:util';
import { reasonOf } from '../errors/reason-of.ts';
import { Scope } from '../services/service-scope.ts';
import type { ServiceRegistry } from '../services/service-registry.ts';
import type { BaseTask } from '../task/task.ts';
import { createProjectConfig, ProjectConfig } from './project-config.ts';
import { ProjectContext } from './project-context.ts';
import { findProjectFolder, type ProjectFolder } from './project-path.ts';
import type { ProjectSettings } from './project-settings.ts';
import { SettingsCache, type SettingsHost } from './settings-cache.ts';

/** A project's settings with the scope of its services. */
export interface OpenProject {
  readonly settings: ProjectSettings;
  readonly scope: Scope;
  readonly config: ProjectConfig;
  /** Tasks that use it now. */
  users: number;
  /** The settings as they were last resolved: equal in all but warnings. */
  latest: ProjectSettings;
  /** Warnings about the settings that no task was told yet. */
  pendingWarnings: readonly string[];
}

/** Where an executor takes the projects of its tasks from. */
export interface Projects {
  /** Finds the folder of a task's project. Throws `INVALID_PROJECT_PATH`. */
  locate(task: BaseTask): ProjectFolder;
  /** Checks a project's settings without opening it. Throws or rejects with `INVALID_CONFIG`. */
  check(task: BaseTask, projectPath: string): void | Promise<void>;
  /** Opens a project, or takes the open one; give it back with `release`. Throws or rejects with `INVALID_CONFIG`. */
  acquire(task: BaseTask, folder: ProjectFolder): OpenProject | Promise<OpenProject>;
  release(project: OpenProject): void;
  /** Removes the secrets of every open project from a text. */
  redact(text: string): string;
  /** Closes all projects. Resolves when their services are disposed. */
  close(): Promise<void>;
}

/** Opens a project: makes the scope of its services. */
export function openScope(settings: ProjectSettings, registry: ServiceRegistry, root: Scope): OpenProject {
  const { secrets } = settings;
  const config = createProjectConfig(settings.config, settings.sections);
  const context: ProjectContext = {
    projectId: settings.projectId,
    projectPath: settings.projectPath,
    homeFolder: settings.homeFolder,
    worktreesFolder: settings.worktreesFolder,
    config,
    origin: settings.origin,
    originProblem: settings.originProblem,
    environment: settings.environment,
    masker: settings.masker,
  };
  const provided = { [ProjectContext.id]: Object.freeze(context), [ProjectConfig.id]: config };
  const scope = new Scope({ kind: 'project', registry, parent: root, provided, secrets });
  return { settings, scope, config, users: 0, latest: settings, pendingWarnings: [] };
}

/** Idle project scopes that are kept for the next task. */
const MAX_IDLE = 64;

/**
 * The open projects, keyed by id, real path, and digest of configuration, environment and credentials: a task with
 * another token never meets the client of the first. Idle ones are closed, the least recently used first.
 */
export class ProjectScopes implements Projects {
  readonly #settings: SettingsCache;
  readonly #allowedRoots: readonly string[];
  readonly #registry: ServiceRegistry;
  readonly #root: Scope;
  readonly #projects = new Map<string, OpenProject>();
  readonly #idle = new Map<string, OpenProject>();
  readonly #closing = new Set<Promise<void>>();

  constructor(
    host: SettingsHost & { readonly allowedRoots: readonly string[] },
    registry: ServiceRegistry,
    root: Scope,
  ) {
    this.#settings = new SettingsCache(host);
    this.#allowedRoots = host.allowedRoots;
    this.#registry = registry;
    this.#root = root;
  }

  locate({ projectPath }: BaseTask): ProjectFolder {
    return findProjectFolder(projectPath, this.#allowedRoots);
  }

  check(task: BaseTask, projectPath: string): void | Promise<void> {
    return this.#settings.check(task, projectPath);
  }

  acquire(task: BaseTask, folder: ProjectFolder): OpenProject | Promise<OpenProject> {
    const settings = this.#settings.get(task, folder);
    return settings instanceof Promise
      ? settings.then((resolved) => this.#use(resolved))
      : this.#use(settings);
  }

  #use(settings: ProjectSettings): OpenProject {
    const project = this.#projects.get(settings.key) ?? this.#open(settings);
    if (project.latest !== settings) renewWarnings(project, settings);
    project.users += 1;
    if (project.users === 1) this.#idle.delete(settings.key);
    return project;
  }

  release(project: OpenProject): void {
    project.users -= 1;
    if (project.users > 0) return;
    this.#idle.set(project.settings.key, project);
    const [oldest] = this.#idle.size > MAX_IDLE ? this.#idle.values() : [];
    if (oldest !== undefined) this.#close(oldest);
  }

  redact(text: string): string {
    return [...this.#projects.values()].reduce((masked, { settings }) => settings.masker.text(masked), text);
  }

  async close(): Promise<void> {
    for (const project of this.#projects.values()) this.#close(project);
    await Promise.all(this.#closing);
  }

  #open(settings: ProjectSettings): OpenProject {
    const project = openScope(settings, this.#registry, this.#root);
    project.pendingWarnings = settings.warnings;
    this.#projects.set(settings.key, project);
    return project;
  }

  #close(project: OpenProject): void {
    const { key } = project.settings;
    this.#projects.delete(key);
    this.#idle.delete(key);
    const disposed = project.scope.dispose();
    if (disposed === undefined) return;
    const closing = warnAboutFailures(disposed, project.settings);
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }
}

/** What a project's file may not set has no part in the key, so an open project may get other warnings. */
function renewWarnings(project: OpenProject, settings: ProjectSettings): void {
  if (!isDeepStrictEqual(project.latest.warnings, settings.warnings))
    project.pendingWarnings = settings.warnings;
  project.latest = settings;
}

async function warnAboutFailures(disposed: Promise<unknown[]>, settings: ProjectSettings): Promise<void> {
  const { projectId, masker } = settings;
  for (const error of await disposed) {
    const message = `A service of project ${projectId} could not be disposed: ${reasonOf(error)}.`;
    process.emitWarning(masker.text(message));
  }
}
