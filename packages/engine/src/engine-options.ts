import type { Plugin } from '@poppobuilder/core';
import type { ProjectPolicies } from './submit/admission/project-policy.ts';
import type { RetryOption } from './job/retry-policies.ts';

/** Which database an engine uses. */
export type EngineDatabase =
  /** A Postgres of the engine's own, in this folder. */
  | { readonly folder: string }
  /** A Postgres of the user's, such as `DATABASE_URL`. */
  | { readonly url: string };

/** Options of `createEngine()`. */
export interface EngineOptions {
  readonly database: EngineDatabase;
  /** Plugins whose handlers check tasks when they are submitted. */
  readonly plugins: readonly Plugin[];
  /** Names this engine in the history. @defaultValue the host's name and the process id */
  readonly name?: string | undefined;
  /** Schema in the database; that of pg-boss has `_boss` behind it. @defaultValue 'poppobuilder' */
  readonly schema?: string | undefined;
  /**
   * Milliseconds without a sign of life after which a task is taken from its consumer; at least 10000, in whole seconds. A
   * task gets its lease when it is submitted: that of the engine that began to work on its queue last, whichever engine
   * submits it. Every consumer keeps to the lease that the task has. Give the same to all engines that work. @defaultValue 10000
   */
  readonly lease?: number | undefined;
  /** How failed attempts are made again, by task type; `default` holds for the others. @defaultValue see RetryPolicy */
  readonly retry?: RetryOption | undefined;
  /** Milliseconds for which ended tasks are kept, by the engines that work: they should agree. @defaultValue 30 days */
  readonly retention?: number | undefined;
  /** Weight, concurrency and rate of projects, by their ids; those that are submitted through this engine. @defaultValue none */
  readonly projects?: ProjectPolicies | undefined;
  /**
   * Connections to the database at most, beside one that listens, and up to 6 for keeping, claiming and ending tasks that
   * are opened only while all others are taken. @defaultValue 10
   */
  readonly connections?: number | undefined;
  /** Milliseconds for which calls wait for a database that is away. @defaultValue 30000 */
  readonly patience?: number | undefined;
  /** Is told of what goes wrong in the background and mends itself. @defaultValue a line on stderr */
  readonly onError?: ((error: unknown) => void) | undefined;
}
