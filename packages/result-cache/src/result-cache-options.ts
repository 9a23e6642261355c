import { isAbsolute } from 'node:path';
import {
  type BaseTask,
  type CachedTask,
  type ExecuteOptions,
  parseSize,
  type Plugin,
  type ProjectConfigInput,
  type Task,
  type TaskResult,
} from '@poppobuilder/core';
import {
  callable,
  environmentVariables,
  parseArgument,
  type ShapeOf,
  withFunctions,
} from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { CacheMode } from './cache-mode.ts';
import type { ResultStore } from './store/result-store.ts';

/** A cached result, returned in place of a run. */
export interface CacheHit {
  readonly task: Pick<BaseTask, 'id' | 'type' | 'projectId'>;
  /** Id of the task that it came from. */
  readonly from: string;
  readonly result: TaskResult;
}

/** A task that ran, or whose result is not stored, although it was to be cached. */
export interface CacheSkip {
  readonly task: Pick<BaseTask, 'id' | 'type' | 'projectId'>;
  /** A sentence. */
  readonly reason: string;
}

/** Returns what a task's result depends on, or `undefined` when its handler does not let it be cached. */
export type DeclareTask = (task: Task | BaseTask) => CachedTask | undefined | Promise<CachedTask | undefined>;

/** Options of a {@link ResultCache}. Environment, home, configuration and roots are those of the runner behind it. */
export interface ResultCacheOptions {
  /** Absolute path of the folder that stores the results, and what is known of git repositories. */
  readonly folder: string;
  /** Stores the results in place of the folder, by its own `ttl`, `maxSize` and `now`. @defaultValue one in `folder` */
  readonly store?: ResultStore | undefined;
  /** Their handlers say what is cached, by `cache`. One of `plugins` and `declare` is needed. */
  readonly plugins?: readonly Plugin[] | undefined;
  /** Returns the same by `declareCache` of a `WorkerPool` or a `TaskExecutor`, where this process loads no plugins. */
  readonly declare?: DeclareTask | undefined;
  /**
   * Versions of the plugins' packages or code by the name of the plugin. Another version finds no earlier result, and tasks
   * of a plugin that is not among them are not cached. @defaultValue not looked at
   */
  readonly pluginVersions?: Readonly<Record<string, string>> | undefined;
  /** How long a result is kept. In milliseconds. @defaultValue 604800000 (7 days) */
  readonly ttl?: number | undefined;
  /**
   * Of all results together; those written first go first. Processes that write at the same time may each exceed it by a
   * tenth. @defaultValue '1GB'
   */
  readonly maxSize?: string | undefined;
  /** For tasks that do not say. @defaultValue 'read-write' */
  readonly mode?: CacheMode | undefined;
  /** What a task asks for; may throw a `TaskError`. @defaultValue {@link cacheModeOf} */
  readonly modeOf?: ((task: Task | BaseTask, options: ExecuteOptions) => CacheMode | undefined) | undefined;
  /** Is called for every cached result. */
  readonly onHit?: ((hit: CacheHit) => void) | undefined;
  /** Is called with the reason when a task that asks for it, or whose handler declares `cache`, is not cached. */
  readonly onSkip?: ((skip: CacheSkip) => void) | undefined;
  /** The host's environment. @defaultValue process.env */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  /** Folder of PoppoBuilder's own data. @defaultValue `POPPOBUILDER_HOME`, else the platform's state folder */
  readonly homeFolder?: string | undefined;
  /** Configuration for all projects. */
  readonly projectConfig?: ProjectConfigInput | undefined;
  /** A project outside these folders gets no result. @defaultValue anywhere */
  readonly allowedRoots?: readonly string[] | undefined;
  /** Returns the time in milliseconds since 1970. @defaultValue Date.now */
  readonly now?: (() => number) | undefined;
}

const optionsSchema = z
  .strictObject({
    plugins: z.array(z.unknown()).optional(),
    declare: callable().optional(),
    pluginVersions: z.record(z.string(), z.string()).optional(),
    modeOf: callable().optional(),
    onHit: callable().optional(),
    onSkip: callable().optional(),
    environment: environmentVariables.optional(),
    homeFolder: z.string().min(1).optional(),
    projectConfig: z.unknown().optional(),
    allowedRoots: z.array(z.string()).optional(),
    now: callable().optional(),
    folder: z.string().refine((path) => isAbsolute(path), 'must be an absolute path'),
    store: withFunctions<ResultStore>(['get', 'put', 'prune', 'clear'], 'a result store').optional(),
    ttl: z.number().positive().optional(),
    maxSize: z
      .string()
      .refine((text) => parseSize(text) !== undefined, "must be a size with a unit, such as '512MB'")
      .optional(),
    mode: z.enum(['read', 'write', 'read-write', 'off']).optional(),
  } satisfies ShapeOf<ResultCacheOptions>)
  .refine(
    ({ plugins, declare }) => (plugins === undefined) !== (declare === undefined),
    'pass either plugins or declare',
  )
  .refine(
    ({ store, ttl, maxSize, now }) =>
      store === undefined || [ttl, maxSize, now].every((value) => value === undefined),
    'pass ttl, maxSize and now to the store',
  );

/** Throws `INVALID_CONFIG` with everything that is wrong. */
export function checkCacheOptions(options: ResultCacheOptions): void {
  parseArgument(optionsSchema, options, { of: 'ResultCache', code: 'INVALID_CONFIG' });
}
