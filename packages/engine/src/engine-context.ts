import type { PgBoss } from 'pg-boss';
import type { ResolvedBreaker } from './breaker/breaker-options.ts';
import type { Database } from './database/database.ts';
import type { Signals } from './database/signals.ts';
import type { Queues } from './job/queues.ts';
import type { BackgroundWork } from './maintenance/background-work.ts';
import type { SchemaNames } from './schema/names.ts';
import type { ProjectPolicies } from './submit/admission/project-policy.ts';

/**
 * What the parts of an engine share.
 *
 * @internal
 */
export interface EngineContext {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  readonly signals: Signals;
  readonly queues: Queues;
  readonly projects: ProjectPolicies;
  /** For how long a task may be deferred again and again. In milliseconds. */
  readonly maxDeferral: number;
  /** When circuit breakers hold tasks. */
  readonly breaker: ResolvedBreaker;
  /** Runs sweeps and the maintenance of pg-boss. */
  readonly background: BackgroundWork;
  /** Receives errors of background work. */
  readonly onError: (error: unknown) => void;
  /** Aborts when the engine closes. */
  readonly closing: AbortSignal;
}
