import type { TaskContext } from '@poppobuilder/core';
import { parseArgument } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { knownText } from '../arguments/ids.ts';
import type { EngineContext } from '../engine-context.ts';
import { jobIdOf } from '../job/job-id.ts';
import { TaskClaims } from './task-claims.ts';

/** A running task, as `engine.claims.for()` needs it: the context of its handler. */
export type ClaimingTask = Pick<TaskContext, 'taskId' | 'attempt' | 'projectId'>;

/** A context is an instance: its members are not own properties. */
const claimingSchema: z.ZodType<ClaimingTask> = z
  .custom<ClaimingTask>((value) => typeof value === 'object' && value !== null, 'expected a context')
  .transform(({ taskId, attempt, projectId }) => ({ taskId, attempt, projectId }))
  .pipe(z.strictObject({ taskId: knownText, attempt: z.int().min(1), projectId: knownText }));

/** An attempt that this process runs. */
interface AttemptId {
  readonly jobId: string;
  readonly attempt: number;
}

/**
 * Claims of running tasks on issues and pull requests. A claim is valid for as long as the attempt that made it runs: it
 * needs no renewal, and a process that ends leaves none behind.
 */
export class Claims {
  readonly #context: EngineContext;
  readonly #controllers = new Map<string, AbortController>();

  /** @internal */
  constructor(context: EngineContext) {
    this.#context = context;
  }

  /** Returns the claims of a task that runs in this process. Throws `INVALID_TASK`. */
  for(task: ClaimingTask): TaskClaims {
    const { taskId, attempt, projectId } = parseArgument(claimingSchema, task, {
      of: 'claims.for()',
      name: 'task',
    });
    const jobId = jobIdOf(taskId);
    return new TaskClaims(this.#context, {
      taskId,
      jobId,
      attempt,
      projectId,
      signal: this.#controllerOf({ jobId, attempt }).signal,
    });
  }

  /**
   * Aborts the claims of an attempt whose lease was lost.
   *
   * @internal
   */
  abort(attempt: AttemptId, reason: unknown): void {
    this.#controllers.get(keyOf(attempt))?.abort(reason);
  }

  /**
   * Forgets an attempt that has ended.
   *
   * @internal
   */
  forget(attempt: AttemptId): void {
    this.#controllers.delete(keyOf(attempt));
  }

  #controllerOf(attempt: AttemptId): AbortController {
    const key = keyOf(attempt);
    const controller = this.#controllers.get(key) ?? new AbortController();
    this.#controllers.set(key, controller);
    return controller;
  }
}

const keyOf = ({ jobId, attempt }: AttemptId): string => `${jobId} ${attempt}`;
