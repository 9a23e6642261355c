import type { TaskContext } from '@poppobuilder/core';
import { parseArgument } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { knownText } from '../arguments/ids.ts';
import type { Database } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';
import { jobIdOf } from '../job/job-id.ts';
import { TaskClaims } from './task-claims.ts';

/** What a task's claims need to know of it. */
export type ClaimingTask = Pick<TaskContext, 'taskId' | 'attempt' | 'projectId'>;

/** A context is an instance, whose members are no own properties. */
const claimingSchema: z.ZodType<ClaimingTask> = z
  .custom<ClaimingTask>((value) => typeof value === 'object' && value !== null, 'expected a context')
  .transform(({ taskId, attempt, projectId }) => ({ taskId, attempt, projectId }))
  .pipe(z.strictObject({ taskId: knownText, attempt: z.int().min(1), projectId: knownText }));

/** An attempt that this process runs. */
interface RunningAttempt {
  readonly jobId: string;
  readonly attempt: number;
}

/**
 * Options of {@link Claims}.
 *
 * @internal
 */
export interface ClaimsOptions {
  readonly database: Database;
  readonly names: SchemaNames;
}

/**
 * Which running task works on which issue or pull request. A claim counts for as long as the attempt that made it runs, so
 * nobody has to renew it, and none is left behind by a consumer that ended.
 */
export class Claims {
  readonly #options: ClaimsOptions;
  readonly #lost = new Map<string, AbortController>();

  /** @internal */
  constructor(options: ClaimsOptions) {
    this.#options = options;
  }

  /** The claims of a task that runs in this process. Throws `INVALID_TASK`. */
  for(task: ClaimingTask): TaskClaims {
    const { taskId, attempt, projectId } = parseArgument(claimingSchema, task, { of: 'for()', name: 'task' });
    const jobId = jobIdOf(taskId);
    return new TaskClaims({
      ...this.#options,
      taskId,
      jobId,
      attempt,
      projectId,
      signal: this.#controllerOf({ jobId, attempt }).signal,
    });
  }

  /**
   * Says that an attempt is not ours any more.
   *
   * @internal
   */
  lose(run: RunningAttempt, reason: unknown): void {
    this.#lost.get(keyOf(run))?.abort(reason);
  }

  /**
   * Says that an attempt has ended.
   *
   * @internal
   */
  forget(run: RunningAttempt): void {
    this.#lost.delete(keyOf(run));
  }

  #controllerOf(run: RunningAttempt): AbortController {
    const key = keyOf(run);
    const controller = this.#lost.get(key) ?? new AbortController();
    this.#lost.set(key, controller);
    return controller;
  }
}

const keyOf = ({ jobId, attempt }: RunningAttempt): string => `${jobId} ${attempt}`;
