import { randomUUID } from 'node:crypto';
import type { EngineContext } from '../engine-context.ts';
import type { HoldReason } from '../holds/hold-options.ts';
import { PeriodicSweep } from '../maintenance/periodic-sweep.ts';
import { startInTurn } from '../maintenance/start-in-turn.ts';
import { storedText } from '../arguments/free-text.ts';
import { CONSUMER_UNSEEN } from '../schema/consumers.ts';
import type { ConsumeOptions } from './consume-options.ts';

/** How often a consumer reports. In milliseconds, as all times here. */
const REPORT_INTERVAL = 2_000;

/** How long an answer of `pausedBy` counts. */
const ASK_INTERVAL = 100;

/** How often a statement is repeated after a report. */
const MAX_REPORTS = 5;

/** What {@link Presence} needs. */
export type PresenceContext = Pick<
  EngineContext,
  'background' | 'closing' | 'database' | 'names' | 'onError'
>;

/** What a consumer reports of itself. */
export interface PresenceOptions extends Pick<ConsumeOptions, 'slots' | 'labels' | 'exclusive' | 'pausedBy'> {
  /** Slots that one project may hold. */
  readonly projectSlots: number;
}

/** Reports that a consumer is running, for explanations of why tasks wait, and for holds that wait for what it has fetched. */
export class Presence {
  readonly #context: PresenceContext;
  readonly #options: PresenceOptions;
  /** Names the consumer in the database. */
  readonly id: string = randomUUID();
  readonly #sweep: PeriodicSweep;
  readonly #firstReport = Promise.withResolvers<void>();
  #pause: HoldReason | undefined;
  #isLeaving = false;
  #askedAt = Number.NEGATIVE_INFINITY;

  constructor(context: PresenceContext, options: PresenceOptions) {
    this.#context = context;
    this.#options = options;
    const { background, closing, onError } = context;
    this.#sweep = new PeriodicSweep({
      interval: REPORT_INTERVAL,
      sweep: async () => this.#report().finally(() => this.#firstReport.resolve()),
      background,
      onError,
    });
    // The dispatcher looks at its queues at whole seconds from now.
    void startInTurn([{ start: () => this.#sweep.sweepNow() }, this.#sweep], closing).finally(() => {
      // Of an engine that closes, nothing is started; nobody may wait for that.
      if (closing.aborted) this.#firstReport.resolve();
    });
  }

  /** Whether the consumer takes no tasks now. Reports it when that has changed. */
  isPaused(): boolean {
    const { pausedBy } = this.#options;
    if (pausedBy === undefined) return false;
    if (performance.now() - this.#askedAt < ASK_INTERVAL) return this.#pause !== undefined;
    this.#askedAt = performance.now();
    const before = this.#pause;
    try {
      this.#pause = pausedBy();
    } catch (error) {
      this.#pause = undefined;
      this.#context.onError(error);
    }
    if ((before === undefined) !== (this.#pause === undefined)) this.#sweep.sweepNow();
    return this.#pause !== undefined;
  }

  /**
   * Runs a statement that lets tasks start. The database refuses it while the consumer has not reported lately, as after a crash
   * of the server or when this process was frozen; it is then repeated after a report.
   */
  readonly whileSeen = async <T>(start: () => Promise<T>): Promise<T> => {
    await this.#firstReport.promise;
    for (let left = MAX_REPORTS; ; left -= 1) {
      try {
        return await start();
      } catch (error) {
        if ((error as { code?: unknown }).code !== CONSUMER_UNSEEN || left === 0) throw error;
      }
      await this.#report();
    }
  };

  /** Reports that the consumer takes no more tasks, and from now on that it only ends those that it has. */
  async leave(): Promise<void> {
    this.#isLeaving = true;
    await this.#report().catch(this.#context.onError);
  }

  /** Reports that nothing of the consumer runs any more. */
  async end(): Promise<void> {
    const { database, names, onError } = this.#context;
    await this.#sweep.close();
    await database
      .query(
        `DELETE FROM ${names.own}.consumer WHERE id = $1 OR seen_at < clock_timestamp() - interval '1 day'`,
        [this.id],
      )
      .catch(onError);
  }

  async #report(): Promise<void> {
    const { database, names } = this.#context;
    const { slots, projectSlots, labels = [], exclusive = false } = this.#options;
    await database.query(
      `INSERT INTO ${names.own}.consumer (id, engine, labels, slots, project_slots, is_exclusive, pause, is_leaving, seen_at)
       VALUES ($1, current_setting('application_name'), $2, $3, $4, $5, $6, $7, clock_timestamp())
       ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at, pause = excluded.pause, is_leaving = excluded.is_leaving`,
      [this.id, labels, slots, projectSlots, exclusive, pauseText(this.#pause), this.#isLeaving],
    );
  }
}

const pauseText = (pause: HoldReason | undefined): string | null =>
  pause === undefined ? null : JSON.stringify({ code: pause.code, message: storedText(pause.message) });
