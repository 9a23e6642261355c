import type { Plugin } from '@poppobuilder/core';
import type { BreakerOptions } from './breaker/breaker-options.ts';
import type { ProjectPolicies } from './submit/admission/project-policy.ts';
import type { RetryOption } from './job/retry-policies.ts';

/** The database of an engine. */
export type EngineDatabase =
  /** An embedded Postgres in this folder. */
  | { readonly folder: string }
  /** An existing Postgres, such as `DATABASE_URL`. */
  | { readonly url: string };

/** Options of `createEngine()`. */
export interface EngineOptions {
  readonly database: EngineDatabase;
  /**
   * Plugins whose handlers check submitted tasks.
   *
   * @defaultValue tasks of any type are accepted, and only the runner checks the fields of their types
   */
  readonly plugins?: readonly Plugin[] | undefined;
  /** Name of this engine in the history. @defaultValue the host's name and the process id */
  readonly name?: string | undefined;
  /** Schema in the database. The schema of pg-boss has the suffix `_boss`. @defaultValue 'poppobuilder' */
  readonly schema?: string | undefined;
  /**
   * How long a consumer may hold a task without renewing its lease; at least 10000, in whole seconds. In milliseconds. A
   * task gets its lease when it is submitted: that of the engine that began to consume its queue last, whichever engine
   * submits it. All engines that consume should have the same lease.
   *
   * @defaultValue 10000
   */
  readonly lease?: number | undefined;
  /** Retry policies by task type; `default` applies to all others. @defaultValue see RetryPolicy */
  readonly retry?: RetryOption | undefined;
  /**
   * For how long a task may be deferred again and again, from its first deferral, before it is `expired`. In milliseconds.
   *
   * @defaultValue 30 days
   */
  readonly maxDeferral?: number | undefined;
  /** When the circuit breakers that tasks name hold them. */
  readonly breaker?: BreakerOptions | undefined;
  /** How long ended tasks are kept. Engines that consume should agree. In milliseconds. @defaultValue 30 days */
  readonly retention?: number | undefined;
  /** What applies to the tasks of projects, by their ids, that this engine submits. @defaultValue none */
  readonly projects?: ProjectPolicies | undefined;
  /**
   * The maximum number of connections. One more listens, and up to 6 spare ones renew leases, fetch tasks and record
   * outcomes while all others are in use.
   *
   * @defaultValue 10
   */
  readonly connections?: number | undefined;
  /** How long calls wait for an unavailable database. In milliseconds. @defaultValue 30000 */
  readonly databaseTimeout?: number | undefined;
  /** Receives errors in the background that the engine recovers from. @defaultValue a line on stderr */
  readonly onError?: ((error: unknown) => void) | undefined;
}
