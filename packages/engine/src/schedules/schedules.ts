import { isDeepStrictEqual } from 'node:util';
import { TaskError } from '@poppobuilder/core';
import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { parseId } from '../arguments/ids.ts';
import type { Queryable } from '../database/database.ts';
import type { EngineContext } from '../engine-context.ts';
import { newTaskId } from '../job/job-id.ts';
import { SCHEDULES_QUEUE } from '../schema/schedules.ts';
import type { Submitted } from '../submit/submit-options.ts';
import type { Submitter } from '../submit/submitter.ts';
import { checkSchedule, type ScheduleDefinition } from './check-schedule.ts';
import { occurrencesOf } from './occurrences-of.ts';
import type { Schedule, ScheduleOptions, ScheduleViewOptions } from './schedule-options.ts';
import { readSchedules, type ScheduleRow, toSchedule, writeSchedule } from './schedule-row.ts';
import { scheduledTask } from './scheduled-task.ts';
import { submitOccurrence } from './submit-occurrence.ts';
import { ensureScheduleQueue, waitForOccurrence } from './wait-for-occurrence.ts';

const DEFAULT_COUNT = 5;

const viewSchema: z.ZodType<ScheduleViewOptions> = z.strictObject({
  count: z.int().min(0).max(1_000).optional(),
} satisfies ShapeOf<ScheduleViewOptions>);

/** The schedules of an engine: rules that submit a task at each of their occurrences. */
export class Schedules {
  readonly #context: EngineContext;
  readonly #submitter: Submitter;
  #hasQueue = false;

  /** @internal */
  constructor(context: EngineContext, submitter: Submitter) {
    this.#context = context;
    this.#submitter = submitter;
  }

  /**
   * Creates a schedule, or changes the one with the same id. Each occurrence submits one task, whichever engine consumes. The
   * occurrence that a changed schedule waits for stays, unless its times changed.
   *
   * Rejects with `INVALID_CONFIG`, `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`.
   */
  async set(options: ScheduleOptions): Promise<Schedule> {
    const { boss, database } = this.#context;
    const definition = this.#check(options);
    if (!this.#hasQueue) {
      await database.retryWhileUnavailable(async () => ensureScheduleQueue(boss));
      this.#hasQueue = true;
    }
    await this.#change(async (transaction) => this.#put(transaction, definition));
    return this.#getExisting(definition.id);
  }

  /** Returns a schedule with its next occurrences, if it exists. Rejects with `INVALID_CONFIG`, `DATABASE_UNAVAILABLE`. */
  async get(id: string, options: ScheduleViewOptions = {}): Promise<Schedule | undefined> {
    const scheduleId = parseId(id, 'schedules.get()');
    const { count = DEFAULT_COUNT } = parseView(options, 'schedules.get()');
    const { database, names } = this.#context;
    const [row] = await database.retryWhileUnavailable(async () =>
      readSchedules(database, names, scheduleId),
    );
    return row === undefined ? undefined : toSchedule(row, count);
  }

  /** Returns all schedules, ordered by id. Rejects with `INVALID_CONFIG`, `DATABASE_UNAVAILABLE`. */
  async list(options: ScheduleViewOptions = {}): Promise<Schedule[]> {
    const { database, names } = this.#context;
    const { count = 1 } = parseView(options, 'schedules.list()');
    const rows = await database.retryWhileUnavailable(async () => readSchedules(database, names));
    return rows.map((row) => toSchedule(row, count));
  }

  /** Skips all occurrences until the schedule is resumed. Rejects with `TASK_NOT_FOUND`, `DATABASE_UNAVAILABLE`. */
  async pause(id: string): Promise<Schedule> {
    const scheduleId = parseId(id, 'schedules.pause()');
    await this.#change(async (transaction) => {
      const row = await this.#lock(transaction, scheduleId);
      if (row.is_paused) return;
      await waitForOccurrence(this.#context, transaction, row, undefined);
      await writeSchedule(transaction, this.#context.names, scheduleId, {
        is_paused: true,
        updated_at: row.now,
      });
    });
    return this.#getExisting(scheduleId);
  }

  /**
   * Resumes a schedule with its next occurrence. Those of the pause are not made up for. Rejects with `TASK_NOT_FOUND`,
   * `DATABASE_UNAVAILABLE`.
   */
  async resume(id: string): Promise<Schedule> {
    const scheduleId = parseId(id, 'schedules.resume()');
    await this.#change(async (transaction) => {
      const row = await this.#lock(transaction, scheduleId);
      if (!row.is_paused) return;
      await writeSchedule(transaction, this.#context.names, scheduleId, {
        is_paused: false,
        updated_at: row.now,
      });
      const next = occurrencesOf(row.timing, row.anchor).next(row.now);
      await waitForOccurrence(this.#context, transaction, row, next);
    });
    return this.#getExisting(scheduleId);
  }

  /** Removes a schedule, but not the tasks that it submitted. False when there is none. Rejects with `DATABASE_UNAVAILABLE`. */
  async remove(id: string): Promise<boolean> {
    const scheduleId = parseId(id, 'schedules.remove()');
    const { names } = this.#context;
    return this.#change(async (transaction) => {
      const [row] = await readSchedules(transaction, names, scheduleId, 'FOR UPDATE');
      if (row === undefined) return false;
      await waitForOccurrence(this.#context, transaction, row, undefined);
      await transaction.query(`DELETE FROM ${names.own}.schedule WHERE id = $1`, [scheduleId]);
      return true;
    });
  }

  /**
   * Submits the task of a schedule now, in addition to its occurrences: also while the schedule is paused, and with the
   * overlap policy `skip`.
   *
   * Rejects with `TASK_NOT_FOUND`, `INVALID_TASK`, `UNKNOWN_TASK_TYPE`, `DATABASE_UNAVAILABLE`.
   */
  async run(id: string): Promise<Submitted> {
    const scheduleId = parseId(id, 'schedules.run()');
    const { signals, onError } = this.#context;
    const manualId = newTaskId();
    const { submitted, queues, stopping } = await this.#change(async (transaction) => {
      const row = await this.#lock(transaction, scheduleId);
      return submitOccurrence(this.#context, this.#submitter, transaction, { row, at: row.now, manualId });
    });
    for (const jobId of stopping) signals.cancel(jobId).catch(onError);
    signals.wake(queues);
    return submitted as Submitted;
  }

  #check(options: ScheduleOptions): ScheduleDefinition {
    const definition = checkSchedule(options);
    const { metadata } = definition.task;
    const { task: checked } = this.#submitter.prepare(scheduledTask(definition, new Date()));
    const { id: _, metadata: __, ...fields } = checked;
    return { ...definition, task: { ...fields, ...(metadata === undefined ? {} : { metadata }) } };
  }

  async #put(transaction: Queryable, definition: ScheduleDefinition): Promise<void> {
    const { own, boss } = this.#context.names;
    const { id, timing, task, options, missed, overlap } = definition;
    const [found] = await transaction.query<ScheduleRow & { readonly is_new: boolean }>(
      `INSERT INTO ${own}.schedule AS s (id, timing, task, options, missed, overlap, anchor, created_at, updated_at)
       SELECT $1, $2, $3, $4, $5, $6, now, now, now FROM (SELECT ${boss}.job_now() AS now) AS clock
       ON CONFLICT (id) DO UPDATE SET updated_at = excluded.updated_at
       RETURNING s.*, s.xmax = 0 AS is_new, ${boss}.job_now() AS now`,
      [id, timing, task, options, missed, overlap],
    );
    const row = found as ScheduleRow & { readonly is_new: boolean };
    const isSameTiming = !row.is_new && isDeepStrictEqual(row.timing, timing);
    const anchor = isSameTiming ? row.anchor : row.now;
    await writeSchedule(transaction, this.#context.names, id, {
      timing,
      task,
      options,
      missed,
      overlap,
      anchor,
    });
    // With the same times, the occurrence that is waited for stays, even when it is overdue.
    if (isSameTiming || row.is_paused) return;
    const occurrences = occurrencesOf(timing, anchor);
    const overdue = 'at' in timing && missed === 'once' ? new Date(timing.at) : undefined;
    await waitForOccurrence(this.#context, transaction, row, occurrences.next(row.now) ?? overdue);
  }

  async #lock(transaction: Queryable, id: string): Promise<ScheduleRow> {
    const [row] = await readSchedules(transaction, this.#context.names, id, 'FOR UPDATE');
    if (row === undefined) throw notFound(id);
    return row;
  }

  async #getExisting(id: string): Promise<Schedule> {
    const schedule = await this.get(id);
    if (schedule === undefined) throw notFound(id);
    return schedule;
  }

  async #change<T>(operation: (transaction: Queryable) => Promise<T>): Promise<T> {
    const { database, signals } = this.#context;
    const result = await database.retryWhileUnavailable(async () => database.transaction(operation));
    signals.wake([SCHEDULES_QUEUE]);
    return result;
  }
}

function notFound(id: string): TaskError {
  const message = `There is no schedule ${JSON.stringify(id)}. schedules.list() returns the existing ones.`;
  return new TaskError({ code: 'TASK_NOT_FOUND', message });
}

const parseView = (options: unknown, of: string): ScheduleViewOptions =>
  parseArgument(viewSchema, options, { of, code: 'INVALID_CONFIG' });
