import { existsSync } from 'node:fs';
import { availableParallelism } from 'node:os';
import { isAbsolute } from 'node:path';
import { MAX_TIMEOUT, parseSize, type ProjectConfigInput, type StateBackend } from '@poppobuilder/core';
import {
  environmentVariables,
  LOAD_TIMEOUT,
  parseArgument,
  projectConfigSchema,
  type ShapeOf,
  stateBackend,
} from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** How workers and their commands are kept apart: see the threat model. */
export type Isolation = 'auto' | 'process' | 'sandbox';

/** Options of a `WorkerPool`. Sizes are texts with a unit (`'512MB'`), times are milliseconds. */
export interface WorkerPoolOptions {
  /** Plugins by package name or path; they are loaded in workers only. @defaultValue none */
  readonly plugins?: readonly string[] | undefined;
  /** Folder that names and relative paths of plugins are resolved from. @defaultValue the current working directory */
  readonly from?: string | undefined;
  /** Idle workers that are kept beyond `idleTimeout`. @defaultValue 0 */
  readonly minWorkers?: number | undefined;
  /** Tasks that run at once, each in a worker of its own. @defaultValue the number of CPUs */
  readonly maxWorkers?: number | undefined;
  /** Tasks of one project that run at once. @defaultValue 1 */
  readonly perProject?: number | undefined;
  /** Milliseconds after which a worker without a task is stopped. @defaultValue 60000 */
  readonly idleTimeout?: number | undefined;
  /** Tasks after which a worker is replaced. @defaultValue 100 */
  readonly recycleAfter?: number | undefined;
  /** Resident memory of a worker with all that it started, and the heap of its JavaScript. @defaultValue '2GB' */
  readonly memoryLimit?: string | undefined;
  /** What the commands of one task may write to standard output and error. @defaultValue '512MB' */
  readonly outputLimit?: string | undefined;
  /** Processes of a worker with all that it started. @defaultValue 512 */
  readonly maxProcesses?: number | undefined;
  /** CPU time of one task, in milliseconds. @defaultValue no limit */
  readonly cpuTime?: number | undefined;
  /** Files that each process may have open. @defaultValue the host's own limit */
  readonly openFiles?: number | undefined;
  /** Tasks wait while less memory than this is free. @defaultValue they never wait for it */
  readonly minFreeMemory?: string | undefined;
  /** `'sandbox'` needs bubblewrap, `'auto'` takes it where it works. @defaultValue 'auto' */
  readonly isolation?: Isolation | undefined;
  /** Host folders that sandboxed commands may read beside the system's own, such as a toolchain. @defaultValue none */
  readonly readable?: readonly string[] | undefined;
  /** Milliseconds for tasks that name no timeout and whose handler names none. @defaultValue 600000 (10 minutes) */
  readonly timeout?: number | undefined;
  /** Milliseconds in which each plugin must finish loading. @defaultValue 15000 */
  readonly loadTimeout?: number | undefined;
  /** Milliseconds between asking a task to stop and killing what is left of it. @defaultValue 5000 */
  readonly grace?: number | undefined;
  /** Project paths must lie inside one of these folders. @defaultValue anywhere */
  readonly allowedRoots?: readonly string[] | undefined;
  /** Configuration for all projects: below a task's `projectConfig`, above files. */
  readonly projectConfig?: ProjectConfigInput | undefined;
  /**
   * Keeps the state of projects, such as `engine.state`, so that hosts with other home folders see it. Blobs are encrypted
   * before it gets them, by the key in `POPPOBUILDER_STATE_KEY` or in `state.key` of the home folder.
   *
   * @defaultValue the home folder of each project
   */
  readonly state?: StateBackend | undefined;
  /** The host's environment, read once. @defaultValue process.env */
  readonly environment?: NodeJS.ProcessEnv | undefined;
  /** Folder of PoppoBuilder's own data. @defaultValue `POPPOBUILDER_HOME`, else the platform's state folder */
  readonly homeFolder?: string | undefined;
}

/** Options with defaults filled in and sizes in bytes. */
export interface PoolSettings {
  readonly plugins: readonly string[];
  readonly from: string;
  readonly minWorkers: number;
  readonly maxWorkers: number;
  readonly perProject: number;
  readonly idleTimeout: number;
  readonly recycleAfter: number;
  readonly memoryLimit: number;
  readonly outputLimit: number;
  readonly maxProcesses: number;
  readonly cpuTime: number | undefined;
  readonly openFiles: number | undefined;
  readonly minFreeMemory: number;
  readonly isolation: Isolation;
  readonly readable: readonly string[];
  readonly timeout: number;
  readonly loadTimeout: number;
  readonly grace: number;
  readonly allowedRoots: readonly string[];
  /** Whether this process keeps the state of projects for its workers. */
  readonly sharesState: boolean;
}

/** V8 and Node do not start with less. In bytes. */
const MIN_MEMORY = 64 * 1024 ** 2;

const size = z
  .string('must be a text with a unit, such as "512MB"')
  .refine((text) => parseSize(text) !== undefined, 'must be a size with a unit, such as "512MB" or "2GB"')
  .transform((text) => parseSize(text) ?? 0);
const count = z.int().min(1);
const milliseconds = z.int().min(1).max(MAX_TIMEOUT);
const absolutePath = z.string().refine(isAbsolute, 'must be an absolute path');

const schema = z
  .strictObject({
    plugins: z
      .array(z.string('must be the name or path of a module: workers load plugins themselves').min(1))
      .default([]),
    from: z.string().min(1).optional(),
    minWorkers: z.int().min(0).default(0),
    maxWorkers: count.optional(),
    perProject: count.default(1),
    idleTimeout: z.int().min(0).max(MAX_TIMEOUT).default(60_000),
    recycleAfter: count.default(100),
    memoryLimit: size.refine((bytes) => bytes >= MIN_MEMORY, 'must be at least 64MB').prefault('2GB'),
    outputLimit: size.prefault('512MB'),
    maxProcesses: count.default(512),
    cpuTime: milliseconds.optional(),
    openFiles: z.int().min(64).optional(),
    minFreeMemory: size.optional(),
    isolation: z.enum(['auto', 'process', 'sandbox']).default('auto'),
    readable: z
      .array(
        absolutePath.refine(existsSync, { error: ({ input }) => `${JSON.stringify(input)} does not exist` }),
      )
      .default([]),
    timeout: milliseconds.default(600_000),
    loadTimeout: milliseconds.default(LOAD_TIMEOUT),
    grace: z.int().min(0).max(MAX_TIMEOUT).default(5_000),
    allowedRoots: z.array(absolutePath).default([]),
    projectConfig: projectConfigSchema.optional(),
    state: stateBackend.optional(),
    environment: environmentVariables.optional(),
    homeFolder: absolutePath.optional(),
  } satisfies ShapeOf<WorkerPoolOptions>)
  .check(({ value, issues }) => {
    const { minWorkers, maxWorkers = availableParallelism() } = value;
    if (minWorkers <= maxWorkers) return;
    const message = `minWorkers (${minWorkers}) must not be over maxWorkers (${maxWorkers})`;
    issues.push({ code: 'custom', path: [], message, input: value });
  });

/** Checks options and fills in the defaults. Throws `INVALID_CONFIG` with everything that is wrong, each by its name. */
export function parsePoolOptions(options: unknown): PoolSettings {
  const parsed = parseArgument(schema, options, { of: 'WorkerPool', code: 'INVALID_CONFIG' });
  const { from = process.cwd(), cpuTime, openFiles, minFreeMemory = 0 } = parsed;
  const { maxWorkers = availableParallelism() } = parsed;
  const sharesState = parsed.state !== undefined;
  return { ...parsed, from, maxWorkers, cpuTime, openFiles, minFreeMemory, sharesState };
}
