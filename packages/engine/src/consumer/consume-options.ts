import type { BaseTask, RunnerMiddleware, TaskRunner } from '@poppobuilder/core';
import type { PgBoss } from 'pg-boss';
import type { Claims } from '../claims/claims.ts';
import type { Database } from '../database/database.ts';
import type { Signals } from '../database/signals.ts';
import type { ProjectPolicies } from '../submit/admission/project-policy.ts';
import type { Flows } from '../flows/flows.ts';
import type { Queues } from '../job/queues.ts';
import type { SchemaNames } from '../schema/names.ts';

/** What answers tasks without a run, such as a `ResultCache` of `@poppobuilder/result-cache`. */
export interface TaskCache {
  /** Answers a task in place of the runner behind it, or hands the task on. */
  readonly middleware: RunnerMiddleware;
  /** Calls the listener for each task that is answered without a run. Returns a function that ends that. */
  onHit(listener: (hit: CachedAnswer) => void): () => void;
}

/** A task that was answered without a run. */
export interface CachedAnswer {
  readonly task: Pick<BaseTask, 'id'>;
  /** Id of the task that the result came from. */
  readonly from: string;
}

/** Options of `engine.consume()`. */
export interface ConsumeOptions {
  /** Tasks that run at the same time. */
  readonly slots: number;
  /** What executes them: an executor or a pool of workers. Its owner closes it. */
  readonly runner: TaskRunner;
  /** Answers tasks whose result is known already, in front of the runner; each hit is an event of the task. @defaultValue none */
  readonly cache?: TaskCache | undefined;
  /** What this consumer has that tasks may require. @defaultValue none */
  readonly labels?: readonly string[] | undefined;
  /** How many slots one project may hold: a part of them (below 1), or a number. @defaultValue all */
  readonly projectCap?: number | undefined;
}

/** How `stop()` ends. */
export interface StopOptions {
  /** Milliseconds that running tasks are given before they are stopped and handed back. @defaultValue 30000 */
  readonly grace?: number | undefined;
}

/**
 * What a consumer is made of.
 *
 * @internal
 */
export interface ConsumerParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  readonly queues: Queues;
  readonly signals: Signals;
  readonly projects: ProjectPolicies;
  readonly claims: Claims;
  readonly flows: Flows;
  readonly onError: (error: unknown) => void;
}
