import { randomUUID } from 'node:crypto';
import type { EngineContext } from '../engine-context.ts';
import { PeriodicSweep } from '../maintenance/periodic-sweep.ts';
import type { ConsumeOptions } from './consume-options.ts';

/** How often a consumer reports. In milliseconds. */
const REPORT_INTERVAL = 2_000;

/** What {@link Presence} needs. */
export type PresenceContext = Pick<EngineContext, 'database' | 'names' | 'onError'>;

/** Reports that a consumer is running, for explanations of why tasks wait. */
export class Presence {
  readonly #context: PresenceContext;
  readonly #options: Pick<ConsumeOptions, 'slots' | 'labels' | 'exclusive'>;
  /** Names the consumer in the database. */
  readonly id: string = randomUUID();
  readonly #sweep: PeriodicSweep;

  constructor(context: PresenceContext, options: Pick<ConsumeOptions, 'slots' | 'labels' | 'exclusive'>) {
    this.#context = context;
    this.#options = options;
    const { onError } = context;
    this.#sweep = new PeriodicSweep({
      interval: REPORT_INTERVAL,
      sweep: async () => this.#report(),
      onError,
    });
    this.#sweep.start();
    this.#sweep.sweepNow();
  }

  /** Reports that the consumer takes no more tasks. */
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
    const { slots, labels = [], exclusive = false } = this.#options;
    await database.query(
      `INSERT INTO ${names.own}.consumer (id, engine, labels, slots, is_exclusive, seen_at)
       VALUES ($1, current_setting('application_name'), $2, $3, $4, clock_timestamp())
       ON CONFLICT (id) DO UPDATE SET seen_at = excluded.seen_at`,
      [this.id, labels, slots, exclusive],
    );
  }
}
