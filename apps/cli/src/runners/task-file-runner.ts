import type { BaseTask, CachedTask, ProjectConfigInput, Task, TaskRunner } from '@poppobuilder/core';
import { BUILT_IN_NAMES } from '../built-in-names.ts';
import type { FoundPlugins, PluginPackage } from '../plugins/find-plugin-packages.ts';
import { readVersion } from '../read-version.ts';

/** A runner that can check a task without running it and mask secrets in text. */
export interface TaskFileRunner extends TaskRunner {
  /** Checks a task. Throws or rejects with a `TaskError`. */
  validate(task: unknown): void | Promise<void>;
  /** Returns what a task's result depends on; `undefined` when it must not be cached. */
  declareCache(task: Task | BaseTask): CachedTask | undefined | Promise<CachedTask | undefined>;
  redact(text: string): string;
}

/** Options of all tasks in a file. */
export interface TaskFileRunnerOptions {
  readonly environment: NodeJS.ProcessEnv;
  readonly allowedRoots: readonly string[];
  /** Paths of additional plugins. */
  readonly named: readonly string[];
  /** Configuration of all projects, which overrides their files. */
  readonly projectConfig?: ProjectConfigInput | undefined;
}

/** A runner with the plugins of a folder. */
export interface OpenedRunner {
  readonly runner: TaskFileRunner;
  /** Versions of the plugins' packages, by plugin name. */
  readonly pluginVersions: Readonly<Record<string, string>>;
  /** Where the plugins were searched. */
  readonly found: FoundPlugins;
}

/** Returns the versions of plugins by name; `names` are the plugin names of the packages, in the same order. */
export function pluginVersionsOf(
  packages: readonly PluginPackage[],
  names: readonly (string | undefined)[],
): Readonly<Record<string, string>> {
  const builtIn = BUILT_IN_NAMES.map((name) => [name, readVersion()] as const);
  const installed = packages.flatMap(({ version }, index) => {
    const name = names[index];
    return name === undefined || version === undefined ? [] : [[name, version] as const];
  });
  return Object.fromEntries([...installed, ...builtIn]);
}
