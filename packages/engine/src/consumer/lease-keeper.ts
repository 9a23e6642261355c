import type { EngineContext } from '../engine-context.ts';
import type { HeldAttempt } from './held-attempt.ts';

/** An attempt whose lease is renewed. */
export interface LeasedAttempt extends HeldAttempt {
  /** How long pg-boss waits for a renewal before it hands the task to another consumer. In milliseconds. */
  readonly lease: number;
}

/** Callbacks of a {@link LeaseKeeper}. */
export interface LeaseListener<Held extends LeasedAttempt> {
  /** Returns the attempts that are held now. */
  held(): Iterable<Held>;
  /** Is called when the attempt is to stop. */
  onCancelRequest(held: Held, reason: string): void;
  /** Is called when the attempt is to stop because of a hold. */
  onHoldRequest(held: Held, reason: string): void;
  /** Is called when the lease was lost, or will be soon because the database does not answer. */
  onLost(held: Held): void;
}

/** What a {@link LeaseKeeper} needs. */
export type LeaseContext = Pick<EngineContext, 'boss' | 'database' | 'names' | 'onError'>;

/** How long a renewal may take before it is repeated on another connection. In milliseconds, as all times here. */
const QUERY_TIMEOUT = 1_500;
const RETRY_DELAY = 200;
const CHECK_INTERVAL = 100;
/** The fraction of a lease after which it is renewed. */
const RENEW_AFTER = 0.2;
/** The fraction of a lease without a renewal after which a task is stopped. A runner needs the rest to stop it. */
const STOP_AFTER = 0.4;

interface LeaseRow {
  readonly id: string;
  readonly retry_count: number;
  readonly cancel_reason: string | null;
  readonly hold_reason: string | null;
}

/** Renews the leases of the attempts of this process, and finds out which are lost. */
export class LeaseKeeper<Held extends LeasedAttempt> {
  readonly #context: LeaseContext;
  readonly #listener: LeaseListener<Held>;
  readonly #renewedAt = new WeakMap<Held, number>();
  readonly #watch: NodeJS.Timeout;
  /** When all leases were checked last. */
  #checkedAt = Number.NEGATIVE_INFINITY;
  #retryAt = Number.NEGATIVE_INFINITY;
  #isRenewing = false;

  constructor(context: LeaseContext, listener: LeaseListener<Held>) {
    this.#context = context;
    this.#listener = listener;
    this.#watch = setInterval(() => {
      this.#stopExpired();
      if (this.#isDue()) void this.renew();
    }, CHECK_INTERVAL);
  }

  /** Adds an attempt. Its lease counts from the request, in time of `performance.now()`. */
  add(held: Held, sentAt: number): void {
    this.#renewedAt.set(held, sentAt);
    // The process may have been frozen since the request.
    if (performance.now() - sentAt > held.lease * STOP_AFTER) this.#listener.onLost(held);
  }

  /** Renews all leases at once. */
  async renew(): Promise<void> {
    const held = [...this.#listener.held()];
    if (this.#isRenewing || held.length === 0) return;
    this.#isRenewing = true;
    try {
      const sentAt = performance.now();
      const { boss, database } = this.#context;
      const options = { db: database.forBoss(database.leases.withTimeout(QUERY_TIMEOUT)) };
      for (const [queue, attempts] of Map.groupBy(held, ({ queue: name }) => name)) {
        await boss.touch(
          queue,
          attempts.map(({ jobId, retryCount }) => ({ id: jobId, retryCount })),
          options,
        );
      }
      this.#update(held, await this.#readLeases(held), sentAt);
      this.#checkedAt = sentAt;
    } catch (error) {
      this.#context.onError(error);
      this.#retryAt = performance.now() + RETRY_DELAY;
    } finally {
      this.#isRenewing = false;
    }
  }

  close(): void {
    clearInterval(this.#watch);
  }

  #update(held: readonly Held[], rows: ReadonlyMap<string, LeaseRow>, sentAt: number): void {
    const stillHeld = new Set(this.#listener.held());
    for (const one of held) {
      // An attempt that ended in the meantime is not in the database either.
      if (!stillHeld.has(one)) continue;
      const row = rows.get(one.jobId);
      if (row?.retry_count !== one.retryCount) this.#listener.onLost(one);
      else {
        this.#renewedAt.set(one, sentAt);
        if (row.cancel_reason === null && row.hold_reason !== null) {
          this.#listener.onHoldRequest(one, row.hold_reason);
        }
        if (row.cancel_reason !== null) this.#listener.onCancelRequest(one, row.cancel_reason);
      }
    }
  }

  async #readLeases(held: readonly Held[]): Promise<ReadonlyMap<string, LeaseRow>> {
    const { database, names } = this.#context;
    const rows = await database.leases.withTimeout(QUERY_TIMEOUT).query<LeaseRow>(
      `SELECT j.id, j.retry_count, t.cancel_reason, t.hold_reason FROM ${names.boss}.job j JOIN ${names.own}.task t ON t.job_id = j.id
       WHERE j.id = ANY($1::uuid[]) AND j.name = ANY($2::text[]) AND j.state = 'active'`,
      [held.map(({ jobId }) => jobId), [...new Set(held.map(({ queue }) => queue))]],
    );
    return new Map(rows.map((row) => [row.id, row]));
  }

  /** Whether any lease has to be renewed; then all are. A lost lease does not make the checks more frequent. */
  #isDue(): boolean {
    const now = performance.now();
    if (now < this.#retryAt) return false;
    return [...this.#listener.held()].some(
      (held) => now - Math.max(this.#lastRenewal(held), this.#checkedAt) >= held.lease * RENEW_AFTER,
    );
  }

  #stopExpired(): void {
    const now = performance.now();
    for (const held of this.#listener.held()) {
      if (now - this.#lastRenewal(held) > held.lease * STOP_AFTER) this.#listener.onLost(held);
    }
  }

  #lastRenewal(held: Held): number {
    return this.#renewedAt.get(held) ?? Number.POSITIVE_INFINITY;
  }
}
