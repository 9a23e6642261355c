import type { PgBoss } from 'pg-boss';
import type { Database } from '../database/database.ts';
import { setTransitionReason } from '../database/transition-reason.ts';
import type { SchemaNames } from '../schema/names.ts';

/** What an {@link ExpirySweep} works with. */
export interface ExpirySweepParts {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  /** Tells of queues in which tasks have ended. */
  readonly wake: (queues: Iterable<string>) => void;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds between looks. */
const INTERVAL = 500;
const BATCH = 500;

/** Ends tasks that waited longer than they may. Each engine does so: each task is taken by one of them alone. */
export class ExpirySweep {
  readonly #parts: ExpirySweepParts;
  readonly #timer: NodeJS.Timeout;
  #sweeping: Promise<void> | undefined;

  constructor(parts: ExpirySweepParts) {
    this.#parts = parts;
    this.#timer = setInterval(() => this.#start(), INTERVAL);
    this.#timer.unref();
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  #start(): void {
    this.#sweeping ??= this.sweep()
      .catch(this.#parts.onError)
      .finally(() => (this.#sweeping = undefined));
  }

  /** Ends at once what is overdue. Rejects with `DATABASE_UNAVAILABLE`. */
  async sweep(): Promise<void> {
    const { database, names } = this.#parts;
    const overdue = await database.query(
      `SELECT FROM ${names.own}.task WHERE is_open AND expires_at <= now() AND state <> 'running' LIMIT 1`,
      [],
    );
    if (overdue.length === 0) return;
    while ((await this.#expireSome()) === BATCH);
  }

  async #expireSome(): Promise<number> {
    const { boss, database, names, wake } = this.#parts;
    const expired = await database.transaction(async (transaction) => {
      const jobs = await transaction.query<{ queue: string; id: string }>(
        `SELECT j.name AS queue, j.id FROM ${names.own}.task t
         JOIN ${names.boss}.job j ON j.name = t.queue AND j.id = t.job_id
         WHERE t.is_open AND t.expires_at <= now() AND j.state < 'active'
         ORDER BY t.expires_at LIMIT ${BATCH} FOR UPDATE OF j SKIP LOCKED`,
        [],
      );
      if (jobs.length === 0) return jobs;
      await setTransitionReason(transaction, { outcome: 'expired', reason: 'It waited longer than it may.' });
      for (const [queue, ids] of Map.groupBy(jobs, (job) => job.queue)) {
        await boss.cancel(
          queue,
          ids.map(({ id }) => id),
          { db: database.forBoss(transaction) },
        );
      }
      return jobs;
    });
    if (expired.length > 0) wake(new Set(expired.map(({ queue }) => queue)));
    return expired.length;
  }
}
