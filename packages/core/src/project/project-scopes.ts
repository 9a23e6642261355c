import { isDeepStrictEqual } from 'node:util';
import { reasonOf } from '../errors/reason-of.ts';
import { TaskError } from '../errors/task-error.ts';
import { Scope } from '../services/service-scope.ts';
import type { ServiceRegistry } from '../services/service-registry.ts';
import type { BaseTask } from '../task/task.ts';
import { frozenCopy } from './frozen-copy.ts';
import { ProjectConfig } from './project-config.ts';
import { ProjectContext } from './project-context.ts';
import {
  type HostSettings,
  type ProjectSettings,
  resolveProjectSettings,
  settingsFiles,
} from './project-settings.ts';
import { type SettingsPaths, stampOf } from './settings-stamp.ts';

/** A project's settings with the scope of its services. */
export interface OpenProject {
  readonly settings: ProjectSettings;
  readonly scope: Scope;
  /** Tasks that use it now. */
  users: number;
  /** Keys in the memory of what was resolved. */
  readonly known: Set<string>;
  /** Warnings about the settings, as they were last resolved. */
  warnings: readonly string[];
  /** Those of them that no task was told yet. */
  untold: readonly string[];
}

interface Remembered {
  readonly stamp: string;
  readonly paths: SettingsPaths;
  readonly project: OpenProject;
}

/** Idle project scopes that are kept for the next task. */
const MAX_IDLE = 64;

/**
 * The open projects, keyed by id, real path, and digest of configuration, environment and credentials: a task with
 * another token never meets the client of the first. Idle ones are closed, the least recently used first.
 */
export class ProjectScopes {
  readonly #host: HostSettings;
  readonly #registry: ServiceRegistry;
  readonly #root: Scope;
  readonly #projects = new Map<string, OpenProject>();
  readonly #remembered = new Map<string, Remembered>();
  readonly #idle = new Map<string, OpenProject>();
  readonly #variables = new Map<string, string>();
  readonly #closing = new Set<Promise<void>>();

  constructor(host: HostSettings, registry: ServiceRegistry, root: Scope) {
    this.#host = { ...host, projectConfig: frozenCopy(host.projectConfig) };
    this.#registry = registry;
    this.#root = root;
  }

  /** Checks a project's settings without opening it. Throws `INVALID_CONFIG`. */
  check(task: BaseTask, projectPath: string): ProjectSettings {
    const settings = resolveProjectSettings(task, projectPath, this.#host);
    this.#assertOwnVariable(settings);
    return settings;
  }

  /** Opens a project, or takes the open one; give it back with {@link ProjectScopes.release}. Throws `INVALID_CONFIG`. */
  acquire(task: BaseTask, projectPath: string): OpenProject {
    const memoryKey = `${task.projectId}\0${projectPath}\0${task.projectConfig ? JSON.stringify(task.projectConfig) : ''}`;
    const remembered = this.#remembered.get(memoryKey);
    const paths = remembered?.paths ?? settingsFiles(this.#host.homeFolder, task.projectId, projectPath);
    const stamp = stampOf(paths);
    const project = remembered?.stamp === stamp ? remembered.project : this.#open(task, projectPath);
    if (project !== remembered?.project || stamp !== remembered.stamp) {
      project.known.add(memoryKey);
      this.#remembered.set(memoryKey, { stamp, paths, project });
    }
    project.users += 1;
    if (project.users === 1) this.#idle.delete(keyOf(project.settings));
    return project;
  }

  release(project: OpenProject): void {
    project.users -= 1;
    if (project.users > 0) return;
    this.#idle.set(keyOf(project.settings), project);
    const [oldest] = this.#idle.size > MAX_IDLE ? this.#idle.values() : [];
    if (oldest !== undefined) this.#close(oldest);
  }

  /** Removes the secrets of every open project from a text. */
  redact(text: string): string {
    return [...this.#projects.values()].reduce((masked, { settings }) => settings.masker.text(masked), text);
  }

  /** Closes all projects. Resolves when their services are disposed. */
  async close(): Promise<void> {
    for (const project of this.#projects.values()) this.#close(project);
    await Promise.all(this.#closing);
  }

  #open(task: BaseTask, projectPath: string): OpenProject {
    const settings = this.check(task, projectPath);
    const key = keyOf(settings);
    const open = this.#projects.get(key);
    if (open !== undefined) {
      renewWarnings(open, settings.warnings);
      return open;
    }
    const { projectId, homeFolder, config, environment, masker, secrets, warnings } = settings;
    const context: ProjectContext = { projectId, projectPath, homeFolder, config, environment, masker };
    const provided = { [ProjectContext.id]: Object.freeze(context), [ProjectConfig.id]: config };
    const scope = new Scope({
      kind: 'project',
      registry: this.#registry,
      parent: this.#root,
      provided,
      secrets,
    });
    const project = { settings, scope, users: 0, known: new Set<string>(), warnings, untold: warnings };
    this.#projects.set(key, project);
    return project;
  }

  #close(project: OpenProject): void {
    const key = keyOf(project.settings);
    this.#projects.delete(key);
    this.#idle.delete(key);
    for (const memoryKey of project.known) this.#remembered.delete(memoryKey);
    const disposed = project.scope.dispose();
    if (disposed === undefined) return;
    const closing = warnAboutFailures(disposed, project.settings);
    this.#closing.add(closing);
    void closing.finally(() => this.#closing.delete(closing));
  }

  /** Two ids that differ only in characters a variable cannot have would share one token: refused. */
  #assertOwnVariable({ projectVariable, projectId }: ProjectSettings): void {
    if (projectVariable === undefined) return;
    const owner = this.#variables.get(projectVariable) ?? projectId;
    if (owner !== projectId) {
      const message = `The projects ${owner} and ${projectId} would both take their token from ${projectVariable}.`;
      const hint = 'Rename one, or put its token into .poppo/credentials.json.';
      throw new TaskError({ code: 'INVALID_CONFIG', message, hint });
    }
    this.#variables.set(projectVariable, projectId);
  }
}

/** What a project's file may not set has no part in the digest, so an open project may get other warnings. */
function renewWarnings(project: OpenProject, warnings: readonly string[]): void {
  if (isDeepStrictEqual(project.warnings, warnings)) return;
  project.warnings = warnings;
  project.untold = warnings;
}

async function warnAboutFailures(disposed: Promise<unknown[]>, settings: ProjectSettings): Promise<void> {
  const { projectId, masker } = settings;
  for (const error of await disposed) {
    const message = `A service of project ${projectId} could not be disposed: ${reasonOf(error)}.`;
    process.emitWarning(masker.text(message));
  }
}

const keyOf = (settings: ProjectSettings): string =>
  `${settings.projectId}\0${settings.projectPath}\0${settings.digest}`;
