import { Pool, type PoolConfig } from 'pg';
import type { Db } from 'pg-boss';
import { QueryRunner, type Queryable, rowsOf } from './query-runner.ts';
import type { ExternalTransaction } from './external-transaction.ts';
import { isUnavailable, unavailable } from './unavailable.ts';
import { isUnreadable, unreadable } from './unreadable.ts';

export type { Queryable } from './query-runner.ts';

/** Options of a {@link Database}. */
export interface DatabaseOptions {
  readonly connection: PoolConfig;
  /** Connections at most, apart from the spare ones. @defaultValue 10 */
  readonly connections?: number | undefined;
  /** Milliseconds for which an operation that may be repeated waits for a database that is away. @defaultValue 30000 */
  readonly patience?: number | undefined;
  /** Brings the server back when it is ours and has ended. */
  readonly revive?: (() => Promise<void>) | undefined;
}

const CONNECTIONS = 10;
const PATIENCE = 30_000;
const CONNECT_TIMEOUT = 10_000;
const MAX_PAUSE = 500;

/** Spare connections, and the milliseconds for which one is waited for: less than renewals and claims have. */
const LEASES = { max: 2, connectionTimeoutMillis: 1_500 };
const WORK = { max: 4, connectionTimeoutMillis: 3_000 };

/** Milliseconds without an answer after which a connection is given up: one that was cut off says nothing. */
const SILENCE = 120_000;
/** Milliseconds for which a transaction may stand still: a process that was frozen in one must not hold its locks. */
const IDLE_TRANSACTION = 5_000;

/** The connections to Postgres. */
export class Database implements Queryable {
  /**
   * For renewals. What callers ask for may wait for others' locks, and so take all connections; this has spare ones, which
   * are opened only then.
   */
  readonly leases: QueryRunner;
  /** For claims and ends of attempts, likewise: these may wait for locks themselves, which no renewal must do. */
  readonly work: QueryRunner;
  readonly #calls: QueryRunner;
  readonly #pools: readonly Pool[];
  readonly #patience: number;
  readonly #revive: (() => Promise<void>) | undefined;
  /** Why the server could not be brought back, when that was tried. */
  #whyAway: unknown;
  #isClosed = false;

  constructor({ connection, connections = CONNECTIONS, patience = PATIENCE, revive }: DatabaseOptions) {
    this.#patience = patience;
    this.#revive = revive;
    const pool = (limits: PoolConfig): Pool =>
      new Pool({
        connectionTimeoutMillis: CONNECT_TIMEOUT,
        application_name: 'poppobuilder',
        keepAlive: true,
        query_timeout: SILENCE,
        ...connection,
        idle_in_transaction_session_timeout: IDLE_TRANSACTION,
        ...limits,
      }).on('error', ignore);
    const names = new Map<string, string>();
    const translate = (error: unknown): unknown => this.#translate(error);
    const usual = pool({ max: connections });
    const withSpare = (spare: Pool): QueryRunner =>
      new QueryRunner({ pool: () => (hasRoom(usual, connections) ? usual : spare), names, translate });
    const [leases, work] = [pool(LEASES), pool(WORK)];
    this.#pools = [usual, leases, work];
    this.#calls = new QueryRunner({ pool: () => usual, names, translate });
    this.leases = withSpare(leases);
    this.work = withSpare(work);
  }

  /** Runs one statement once. Rejects with `DATABASE_UNAVAILABLE` when there is no database. */
  async query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]> {
    return this.#calls.query<Row>(text, values);
  }

  /** Runs statements that are known to be short, and gives them up when no answer comes within the milliseconds. */
  within(milliseconds: number): Queryable {
    return this.#calls.within(milliseconds);
  }

  /** Runs statements in one transaction, which is rolled back when the function throws. */
  async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    return this.#calls.transaction(work);
  }

  /**
   * Repeats an operation while the database is away or asks to try again. The operation must be one that may be done
   * twice. Rejects with `DATABASE_UNAVAILABLE` when that takes longer than the patience.
   */
  async retryWhileUnavailable<T>(operation: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const end = performance.now() + this.#patience;
    for (let pause = 10; ; pause = Math.min(pause * 2, MAX_PAUSE)) {
      try {
        return await operation();
      } catch (error) {
        const isOver = this.#isClosed || signal?.aborted === true || performance.now() + pause > end;
        if (isOver || !(isUnavailable(error) || isTransient(error))) throw this.#translate(error);
        if (isUnavailable(error)) await this.#bringBack();
        await new Promise((resolve) => setTimeout(resolve, pause));
      }
    }
  }

  /** This database for pg-boss, or one transaction of it. */
  forBoss(queryable: Queryable = this): Db {
    return this.#calls.forBoss(queryable);
  }

  /** Ends all connections, after the statements that run. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#pools.map(async (pool) => pool.end()));
  }

  #translate(error: unknown): unknown {
    if (isUnavailable(error)) return unavailable(this.#whyAway ?? error);
    return isUnreadable(error) ? unreadable(error) : error;
  }

  /** Nobody may be waiting for the server, and tasks wait for their time all the same. */
  async #bringBack(): Promise<void> {
    try {
      await this.#revive?.();
      this.#whyAway = undefined;
    } catch (error) {
      this.#whyAway = error;
    }
  }
}

/** A transaction of the caller's, to run statements in as in one of ours. */
export function withinTransaction(transaction: ExternalTransaction): Queryable {
  return {
    query: async <Row>(text: string, values?: readonly unknown[]) =>
      rowsOf<Row>(await transaction.query(text, values === undefined ? undefined : [...values])),
  };
}

/**
 * Deadlocks, rows that others changed meanwhile, statements that took too long (most often behind a lock), and schemas,
 * tables, types and functions that others make just now.
 */
const TRANSIENT = new Set(['57014', '40P01', '40001', '55P03', '42P06', '42P07', '42710', '42723']);

/** Whether the same may be tried again at once: others were in the way. */
export function isTransient(error: unknown): boolean {
  const { code = '', schema } = Object(error) as { code?: string; schema?: string };
  return TRANSIENT.has(code) || (code === '23505' && schema === 'pg_catalog');
}

/** A connection that is lost between statements: the next one finds out and tells. Without a listener the process ends. */
const ignore = (): void => undefined;

/** Whether a connection is free, or may be opened, that nobody waits for. */
const hasRoom = ({ idleCount, totalCount, waitingCount }: Pool, most: number): boolean =>
  idleCount + most - totalCount > waitingCount;
