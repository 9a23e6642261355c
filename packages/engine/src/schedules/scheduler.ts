import { isDeepStrictEqual } from 'node:util';
import { TaskError } from '@poppobuilder/core';
import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { Queryable } from '../database/database.ts';
import { SCHEDULES_QUEUE } from '../schema/schedules.ts';
import { newTaskId } from '../job/job-id.ts';
import type { Submitted } from '../submit/submit-options.ts';
import { checkSchedule, type ScheduleDefinition } from './check-schedule.ts';
import type { ScheduleViewOptions, Schedule, ScheduleOptions } from './schedule-options.ts';
import { readSchedules, type ScheduleRow, toSchedule, writeSchedule } from './schedule-row.ts';
import { ScheduleWatch, type ScheduleWatchParts } from './schedule-watch.ts';
import { scheduledTask } from './scheduled-task.ts';
import { submitOccurrence } from './submit-occurrence.ts';
import { occurrencesOf } from './timing.ts';
import { ensureScheduleQueue, waitFor } from './waiting-job.ts';

const COUNT = 5;

const viewSchema: z.ZodType<ScheduleViewOptions> = z.strictObject({
  count: z.int().min(0).max(1_000).optional(),
} satisfies ShapeOf<ScheduleViewOptions>);

/** Keeps schedules and has their tasks submitted. */
export class Scheduler {
  readonly #parts: ScheduleWatchParts;
  readonly #watch: ScheduleWatch;
  #hasQueue = false;

  constructor(parts: ScheduleWatchParts) {
    this.#parts = parts;
    this.#watch = new ScheduleWatch(parts);
  }

  /** From now on this process takes occurrences that are due. */
  start(): void {
    this.#watch.start();
  }

  async close(): Promise<void> {
    await this.#watch.close();
  }

  async schedule(given: ScheduleOptions): Promise<Schedule> {
    const definition = this.#check(given);
    if (!this.#hasQueue)
      await this.#parts.database.retryWhileUnavailable(async () => ensureScheduleQueue(this.#parts.boss));
    this.#hasQueue = true;
    await this.#change(async (transaction) => this.#put(transaction, definition));
    return this.#found(definition.id, COUNT);
  }

  async list(options: ScheduleViewOptions = {}): Promise<Schedule[]> {
    const { database, names } = this.#parts;
    const { count = 1 } = parseView(options, 'schedules()');
    const rows = await database.retryWhileUnavailable(async () => readSchedules(database, names));
    return rows.map((row) => toSchedule(row, count));
  }

  async get(id: string, options: ScheduleViewOptions = {}): Promise<Schedule | undefined> {
    const { database, names } = this.#parts;
    const { count = COUNT } = parseView(options, 'getSchedule()');
    const [row] = await database.retryWhileUnavailable(async () => readSchedules(database, names, id));
    return row === undefined ? undefined : toSchedule(row, count);
  }

  async pause(id: string): Promise<Schedule> {
    await this.#change(async (transaction) => {
      const row = await this.#lock(transaction, id);
      if (row.is_paused) return;
      await waitFor(this.#parts, transaction, row, undefined);
      await writeSchedule(transaction, this.#parts.names, id, { is_paused: true, updated_at: row.now });
    });
    return this.#found(id, COUNT);
  }

  async resume(id: string): Promise<Schedule> {
    await this.#change(async (transaction) => {
      const row = await this.#lock(transaction, id);
      if (!row.is_paused) return;
      await writeSchedule(transaction, this.#parts.names, id, { is_paused: false, updated_at: row.now });
      await waitFor(this.#parts, transaction, row, occurrencesOf(row.timing, row.anchor).next(row.now));
    });
    return this.#found(id, COUNT);
  }

  async remove(id: string): Promise<boolean> {
    const { names } = this.#parts;
    return this.#change(async (transaction) => {
      const [row] = await readSchedules(transaction, names, id, 'FOR UPDATE');
      if (row === undefined) return false;
      await waitFor(this.#parts, transaction, row, undefined);
      await transaction.query(`DELETE FROM ${names.own}.schedule WHERE id = $1`, [id]);
      return true;
    });
  }

  async runNow(id: string): Promise<Submitted> {
    const { signals, onError } = this.#parts;
    const manualId = newTaskId();
    const { submitted, queues, stopping } = await this.#change(async (transaction) => {
      const row = await this.#lock(transaction, id);
      return submitOccurrence(this.#parts, transaction, row, row.now, manualId);
    });
    for (const jobId of stopping) signals.cancel(jobId).catch(onError);
    signals.wake(queues);
    return submitted as Submitted;
  }

  #check(given: ScheduleOptions): ScheduleDefinition {
    const definition = checkSchedule(given);
    const { metadata } = definition.task;
    const { task: checked } = this.#parts.submitter.prepare(scheduledTask(definition, new Date()));
    const { id: _, metadata: __, ...fields } = checked;
    return { ...definition, task: { ...fields, ...(metadata === undefined ? {} : { metadata }) } };
  }

  async #put(transaction: Queryable, definition: ScheduleDefinition): Promise<void> {
    const { own, boss } = this.#parts.names;
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
    await writeSchedule(transaction, this.#parts.names, id, {
      timing,
      task,
      options,
      missed,
      overlap,
      anchor,
    });
    // Said again as it was: what is waited for stays, and with it what is overdue.
    if (isSameTiming || row.is_paused) return;
    const occurrences = occurrencesOf(timing, anchor);
    const overdue = 'at' in timing && missed === 'once' ? new Date(timing.at) : undefined;
    await waitFor(this.#parts, transaction, row, occurrences.next(row.now) ?? overdue);
  }

  async #lock(transaction: Queryable, id: string): Promise<ScheduleRow> {
    const [row] = await readSchedules(transaction, this.#parts.names, id, 'FOR UPDATE');
    if (row === undefined) throw notFound(id);
    return row;
  }

  async #found(id: string, count: number): Promise<Schedule> {
    const schedule = await this.get(id, { count });
    if (schedule === undefined) throw notFound(id);
    return schedule;
  }

  async #change<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    const { database, signals } = this.#parts;
    const result = await database.retryWhileUnavailable(async () => database.transaction(work));
    signals.wake([SCHEDULES_QUEUE]);
    return result;
  }
}

function notFound(id: string): TaskError {
  const message = `There is no schedule with the id ${JSON.stringify(id)}. Look at the list of schedules for those that there are.`;
  return new TaskError({ code: 'TASK_NOT_FOUND', message });
}

const parseView = (options: unknown, of: string): ScheduleViewOptions =>
  parseArgument(viewSchema, options, { of, code: 'INVALID_CONFIG' });
