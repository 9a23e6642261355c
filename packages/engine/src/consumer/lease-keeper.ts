import type { PgBoss } from 'pg-boss';
import type { Database } from '../database/database.ts';
import type { SchemaNames } from '../schema/names.ts';

/** An attempt that this process holds. */
export interface HeldAttempt {
  readonly queue: string;
  readonly jobId: string;
  readonly retryCount: number;
}

/** An attempt whose lease is kept. */
export interface LeasedAttempt extends HeldAttempt {
  /** Milliseconds without a sign of life after which pg-boss gives it to another consumer. */
  readonly lease: number;
}

/** What a {@link LeaseKeeper} calls back. */
export interface LeaseListener<Held extends LeasedAttempt> {
  /** The attempts that are held now. */
  held(): Iterable<Held>;
  /** Somebody asked that it ends. */
  onCancelRequest(held: Held, reason: string): void;
  /** It is not ours any more, or will not be soon: the database was not heard of. */
  onLost(held: Held): void;
}

/** Options of a {@link LeaseKeeper}. */
export interface LeaseOptions {
  readonly boss: PgBoss;
  readonly database: Database;
  readonly names: SchemaNames;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds in which a renewal is answered, or tried again on another connection. */
const ANSWER = 1_500;
/** Milliseconds before a renewal that failed is tried again. */
const AGAIN = 200;
/** Milliseconds between looks at what is due. */
const LOOK = 100;
/** Share of a lease after which it is renewed. */
const RENEW = 0.2;
/** Share of a lease without a renewal after which tasks are stopped: a runner's grace and a kill fit into the rest. */
const PATIENCE = 0.4;

interface Finding {
  readonly id: string;
  readonly retry_count: number;
  readonly cancel_reason: string | null;
}

/** Renews what this process holds, and finds out what it holds no more. */
export class LeaseKeeper<Held extends LeasedAttempt> {
  readonly #options: LeaseOptions;
  readonly #listener: LeaseListener<Held>;
  readonly #heldSince = new WeakMap<Held, number>();
  readonly #watch: NodeJS.Timeout;
  /** When all that was held was looked at last. */
  #lookedAt = Number.NEGATIVE_INFINITY;
  #againAt = Number.NEGATIVE_INFINITY;
  #isRenewing = false;

  constructor(options: LeaseOptions, listener: LeaseListener<Held>) {
    this.#options = options;
    this.#listener = listener;
    this.#watch = setInterval(() => {
      this.#stopStale();
      if (this.#isDue()) void this.renew();
    }, LOOK);
  }

  /** Says that an attempt was claimed at a moment of `performance.now()`, before the claim was sent. */
  add(held: Held, sentAt: number): void {
    this.#heldSince.set(held, sentAt);
  }

  /** Renews all at once. */
  async renew(): Promise<void> {
    const held = [...this.#listener.held()];
    if (this.#isRenewing || held.length === 0) return;
    this.#isRenewing = true;
    try {
      const sentAt = performance.now();
      const { boss, database } = this.#options;
      const options = { db: database.forBoss(database.leases.within(ANSWER)) };
      for (const [queue, attempts] of Map.groupBy(held, ({ queue: name }) => name)) {
        await boss.touch(
          queue,
          attempts.map(({ jobId, retryCount }) => ({ id: jobId, retryCount })),
          options,
        );
      }
      this.#judge(held, await this.#look(held), sentAt);
      this.#lookedAt = sentAt;
    } catch (error) {
      this.#options.onError(error);
      this.#againAt = performance.now() + AGAIN;
    } finally {
      this.#isRenewing = false;
    }
  }

  close(): void {
    clearInterval(this.#watch);
  }

  #judge(held: readonly Held[], found: ReadonlyMap<string, Finding>, sentAt: number): void {
    const stillHeld = new Set(this.#listener.held());
    for (const one of held) {
      // One that ended meanwhile is not in the database either.
      if (!stillHeld.has(one)) continue;
      const finding = found.get(one.jobId);
      if (finding?.retry_count !== one.retryCount) this.#listener.onLost(one);
      else {
        this.#heldSince.set(one, sentAt);
        if (finding.cancel_reason !== null) this.#listener.onCancelRequest(one, finding.cancel_reason);
      }
    }
  }

  async #look(held: readonly Held[]): Promise<ReadonlyMap<string, Finding>> {
    const { database, names } = this.#options;
    const rows = await database.leases.within(ANSWER).query<Finding>(
      `SELECT j.id, j.retry_count, t.cancel_reason FROM ${names.boss}.job j JOIN ${names.own}.task t ON t.job_id = j.id
       WHERE j.id = ANY($1::uuid[]) AND j.name = ANY($2::text[]) AND j.state = 'active'`,
      [held.map(({ jobId }) => jobId), [...new Set(held.map(({ queue }) => queue))]],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Whether any lease is to be renewed; then all are. What was found to be lost is not looked at more often for that. */
  #isDue(): boolean {
    const now = performance.now();
    if (now < this.#againAt) return false;
    return [...this.#listener.held()].some(
      (held) => now - Math.max(this.#renewedAt(held), this.#lookedAt) >= held.lease * RENEW,
    );
  }

  #stopStale(): void {
    const now = performance.now();
    for (const held of this.#listener.held()) {
      if (now - this.#renewedAt(held) > held.lease * PATIENCE) this.#listener.onLost(held);
    }
  }

  #renewedAt(held: Held): number {
    return this.#heldSince.get(held) ?? Number.POSITIVE_INFINITY;
  }
}
