import { isAbsolute } from 'node:path';
import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { environmentVariables, type ShapeOf } from '../arguments/schemas.ts';
import { isService } from '../plugin/check-plugin.ts';
import type { AnyServiceDefinition, Plugin } from '../plugin/define-plugin.ts';
import { projectConfigSchema } from '../project/core-config-schema.ts';
import type { ProjectConfigInput } from '../project/project-config-input.ts';
import { stateBackend } from '../state/state-backend-schema.ts';
import type { StateBackend } from '../state/state-backend.ts';
import { MAX_TIMEOUT } from '../timers/max-timeout.ts';

/** Options of a `TaskExecutor`. */
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
  state: stateBackend.optional(),
  environment: environmentVariables.optional(),
  homeFolder: z.string().refine(isAbsolute, 'must be an absolute path').optional(),
  projectConfig: projectConfigSchema.optional(),
} satisfies ShapeOf<TaskExecutorOptions>);

/** Options after {@link parseExecutorOptions}: the plugins are still unchecked. */
export interface ParsedExecutorOptions extends Omit<TaskExecutorOptions, 'plugins'> {
  readonly plugins?: readonly unknown[] | undefined;
}

/** Parses the options of an executor. Throws `INVALID_CONFIG`, and names every field. */
export function parseExecutorOptions(options: TaskExecutorOptions): ParsedExecutorOptions {
  return parseArgument(optionsSchema, options, { of: 'TaskExecutor', code: 'INVALID_CONFIG' });
}
