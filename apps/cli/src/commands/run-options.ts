import { statSync } from 'node:fs';
import { resolve } from 'node:path';
import { type ProjectConfigInput, parseSize, type Task, TaskError } from '@poppobuilder/core';
import type { CacheMode } from '@poppobuilder/result-cache';
import type { Isolation } from '@poppobuilder/worker-pool';
import { CommanderError } from 'commander';
import type { LimitOptions } from './limit-options.ts';

/** Flags of `poppo run`. */
export interface RunOptions extends LimitOptions {
  readonly json?: boolean;
  /** Timeout of tasks without one. In milliseconds. */
  readonly timeout?: number;
  readonly envFile?: string;
  /** Names of variables to pass to commands and agents. */
  readonly pass: readonly string[];
  readonly allowedRoot: readonly string[];
  /** Additional folders that sandboxed tasks may read. */
  readonly readable: readonly string[];
  /** Paths of additional plugins. */
  readonly plugin: readonly string[];
  /** Whether tasks run in this process instead of workers. */
  readonly inProcess?: boolean;
  readonly isolation?: Isolation;
  /** Whether to reuse results of earlier runs; `false` overrides tasks that request it. */
  readonly cache?: boolean;
}

/** The flags that take a size, with their minimum in megabytes. */
const SIZES = [
  ['--memory-limit', 'memoryLimit', 64],
  ['--output-limit', 'outputLimit', 0],
  ['--min-free-memory', 'minFreeMemory', 0],
] as const;

/**
 * Checks the flags that take a size. They are not checked while parsing, so that `poppo --help` does not load core.
 * Throws the error that commander throws for an invalid argument.
 */
export function checkSizes(options: LimitOptions): void {
  for (const [flag, name, minimumMegabytes] of SIZES) {
    const text = options[name];
    if (text === undefined) continue;
    const bytes = parseSize(text);
    if (bytes === undefined) refuse(flag, text, 'It must be a size with a unit, such as 512MB or 2GB.');
    if (bytes < minimumMegabytes * 1024 ** 2)
      refuse(flag, text, `It must be at least ${minimumMegabytes}MB.`);
  }
}

function refuse(flag: string, text: string, requirement: string): never {
  const message = `error: option '${flag} <size>' argument '${text}' is invalid. ${requirement}`;
  throw new CommanderError(1, 'commander.invalidArgument', message);
}

/** Returns the absolute paths of a flag's folders. Throws `INVALID_CONFIG` with the names of those that do not exist. */
export function existingFolders(flag: string, folders: readonly string[]): string[] {
  const paths = folders.map((folder) => resolve(folder));
  const missing = paths.filter((path) => statSync(path, { throwIfNoEntry: false }) === undefined);
  if (missing.length === 0) return paths;
  const names = missing.map((path) => JSON.stringify(path)).join(', ');
  const message = `${names} of ${flag} ${missing.length === 1 ? 'does' : 'do'} not exist. Check the path.`;
  throw new TaskError({ code: 'INVALID_CONFIG', message });
}

/**
 * Returns the variables of `--pass` with their values as configuration for the environment of commands; `undefined`
 * without any. Throws `INVALID_CONFIG` with the names of those that are not set.
 */
export function passedVariables(
  names: readonly string[],
  environment: NodeJS.ProcessEnv,
): Pick<ProjectConfigInput, 'environment'> | undefined {
  if (names.length === 0) return undefined;
  const missing = names.filter((name) => environment[name] === undefined);
  if (missing.length > 0) {
    const message = `--pass names ${missing.join(', ')}, which ${missing.length === 1 ? 'is' : 'are'} not set.`;
    const hint = 'Set them in the environment of poppo, or in the file of --env-file.';
    throw new TaskError({ code: 'INVALID_CONFIG', message, hint });
  }
  return { environment: Object.fromEntries(names.map((name) => [name, environment[name] ?? ''])) };
}

/**
 * Returns the cache mode of tasks that set none; `undefined` when no task may use the cache: with `--no-cache`, or
 * without `--cache` and without a task that sets `metadata.cache`.
 */
export function chooseCache(flag: boolean | undefined, tasks: readonly Task[]): CacheMode | undefined {
  if (flag === false) return undefined;
  if (flag === true) return 'read-write';
  return tasks.some(({ metadata }) => typeof metadata?.['cache'] === 'string') ? 'off' : undefined;
}
