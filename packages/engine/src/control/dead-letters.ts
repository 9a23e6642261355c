import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { knownText } from '../arguments/ids.ts';
import type { EngineContext } from '../engine-context.ts';
import { findTask } from './known-task.ts';
import { DEAD_QUEUE } from '../job/queue-names.ts';
import { jobIdOf } from '../job/job-id.ts';
import type { LockedJob } from './lock-job.ts';
import { reopen } from './reopen.ts';

/** Selects dead letters; without a field, all of them. */
export interface DeadLetterFilter {
  readonly type?: string | undefined;
  readonly projectId?: string | undefined;
}

/** Options of `engine.deadLetters.list()`. */
export interface DeadLetterOptions extends DeadLetterFilter {
  /** The maximum number, 1 to 1000. @defaultValue 100 */
  readonly limit?: number | undefined;
  /** Id of the last task of the previous page. */
  readonly after?: string | undefined;
}

/** Options of `engine.deadLetters.redrive()`. */
export interface RedriveOptions extends DeadLetterFilter {
  /** Ids of tasks, at most 10000. Tasks that are not dead letters are ignored. */
  readonly ids?: readonly string[] | undefined;
  /** The maximum number, 1 to 10000; the oldest come first. @defaultValue 1000 */
  readonly limit?: number | undefined;
}

/** A task that failed for good. */
export interface DeadLetter {
  readonly id: string;
  readonly type: string;
  readonly projectId: string;
  /** The number of attempts. */
  readonly attempts: number;
  readonly failedAt: Date;
  /** The error of the last attempt, as JSON of a `TaskError`. */
  readonly error: { readonly code: string; readonly message: string; readonly [field: string]: unknown };
}

const LIMIT = 100;
const REDRIVE_LIMIT = 1_000;
const MAX_REDRIVEN = 10_000;

const filter = { type: knownText.optional(), projectId: knownText.optional() };

const listSchema: z.ZodType<DeadLetterOptions> = z.strictObject({
  ...filter,
  limit: z.int().min(1).max(1_000).optional(),
  after: knownText.optional(),
} satisfies ShapeOf<DeadLetterOptions>);

const redriveSchema: z.ZodType<RedriveOptions> = z.strictObject({
  ...filter,
  limit: z.int().min(1).max(MAX_REDRIVEN).optional(),
  ids: z.array(knownText).max(MAX_REDRIVEN).optional(),
} satisfies ShapeOf<RedriveOptions>);

/** Tasks that failed for good. Each is kept until it is retried or the retention has passed. */
export class DeadLetters {
  readonly #context: EngineContext;

  /** @internal */
  constructor(context: EngineContext) {
    this.#context = context;
  }

  /**
   * Returns a page of dead letters, in the order of their submission.
   *
   * Rejects with `INVALID_TASK`, `TASK_NOT_FOUND` (`after` is not a task), `DATABASE_UNAVAILABLE`.
   */
  async list(options: DeadLetterOptions = {}): Promise<DeadLetter[]> {
    const { database, names } = this.#context;
    const parsed = parseArgument(listSchema, options, { of: 'deadLetters.list()' });
    const { limit = LIMIT, after, type, projectId } = parsed;
    if (after !== undefined)
      await database.retryWhileUnavailable(async () => findTask(database, names, after));
    const rows = await database.retryWhileUnavailable(async () =>
      database.query<DeadLetter>(
        `SELECT t.id, t.type, t.project_id AS "projectId", t.attempt AS attempts, t.finished_at AS "failedAt",
           d.source_output->'error' AS error
         FROM ${names.own}.task t JOIN ${names.boss}.job d ON d.source_root_id = t.job_id AND d.name = '${DEAD_QUEUE}'
         WHERE t.is_bad AND t.state = 'failed'
           AND ($1::text IS NULL OR t.type = $1) AND ($2::text IS NULL OR t.project_id = $2)
           AND ($3::uuid IS NULL OR t.number > (SELECT number FROM ${names.own}.task WHERE job_id = $3))
         ORDER BY t.number LIMIT $4`,
        [type ?? null, projectId ?? null, after === undefined ? null : jobIdOf(after), limit],
      ),
    );
    return [...rows];
  }

  /**
   * Retries dead letters as `engine.tasks.retry()` does, and returns the ids of their tasks. Simultaneous calls retry each
   * task once.
   *
   * Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`.
   */
  async redrive(options: RedriveOptions = {}): Promise<string[]> {
    const { database, names, signals } = this.#context;
    const parsed = parseArgument(redriveSchema, options, { of: 'deadLetters.redrive()' });
    const { ids, type, projectId, limit = REDRIVE_LIMIT } = parsed;
    const jobs = await database.retryWhileUnavailable(async () =>
      database.transaction(async (transaction) => {
        const found = await transaction.query<LockedJob & { readonly taskId: string }>(
          `SELECT t.id AS "taskId", j.id, j.name AS queue, j.state
           FROM ${names.own}.task t JOIN ${names.boss}.job j ON j.name = t.queue AND j.id = t.job_id
           WHERE t.is_bad AND j.state = 'failed'
             AND EXISTS (SELECT FROM ${names.boss}.job d WHERE d.source_root_id = t.job_id AND d.name = '${DEAD_QUEUE}')
             AND ($1::text IS NULL OR t.type = $1) AND ($2::text IS NULL OR t.project_id = $2)
             AND ($3::uuid[] IS NULL OR t.job_id = ANY($3))
           ORDER BY t.number LIMIT $4 FOR UPDATE OF j SKIP LOCKED`,
          [type ?? null, projectId ?? null, ids?.map(jobIdOf) ?? null, limit],
        );
        if (found.length > 0) await reopen(this.#context, transaction, found);
        return found;
      }),
    );
    signals.wake(new Set(jobs.map(({ queue }) => queue)));
    return jobs.map(({ taskId }) => taskId);
  }
}
