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
  /** The maximum number of connections, apart from the spare ones. @defaultValue 10 */
  readonly connections?: number | undefined;
  /** How long operations that may be repeated wait for an unavailable database. In milliseconds. @defaultValue 30000 */
  readonly timeout?: number | undefined;
  /** Starts the server again when it is ours and has ended. */
  readonly restart?: (() => Promise<void>) | undefined;
}

const CONNECTIONS = 10;
/** In milliseconds, as all times here. */
const DEFAULT_TIMEOUT = 30_000;
const CONNECT_TIMEOUT = 10_000;
const MIN_RETRY_DELAY = 10;
const MAX_RETRY_DELAY = 500;
/** An idle engine needs one connection at a time, and the pool hands out the one that was used last. */
const IDLE_TIMEOUT = 3_000;

/** Spare connections. Waiting for one takes less time than renewing a lease, or fetching tasks, may take. */
const LEASE_POOL = { max: 2, connectionTimeoutMillis: 1_500 };
const TASK_POOL = { max: 4, connectionTimeoutMillis: 3_000 };

/** A connection that was cut off never answers. */
const QUERY_TIMEOUT = 120_000;
/** A process that was frozen in a transaction must not hold its locks. */
const IDLE_TRANSACTION_TIMEOUT = 5_000;

/** The connections to Postgres. */
export class Database implements Queryable {
  /**
   * For renewing leases. Calls may wait for locks and so take all connections; this runner has spare ones, which are
   * opened only then.
   */
  readonly leases: QueryRunner;
  /** For fetching tasks and recording outcomes, likewise. These may wait for locks themselves, which a renewal must not. */
  readonly tasks: QueryRunner;
  readonly #calls: QueryRunner;
  readonly #usual: Pool;
  readonly #pools: readonly Pool[];
  readonly #timeout: number;
  readonly #restart: (() => Promise<void>) | undefined;
  /** Why the server could not be restarted, if it could not. */
  #restartError: unknown;
  #isClosed = false;

  constructor({
    connection,
    connections = CONNECTIONS,
    timeout = DEFAULT_TIMEOUT,
    restart,
  }: DatabaseOptions) {
    this.#timeout = timeout;
    this.#restart = restart;
    const pool = (limits: PoolConfig): Pool =>
      new Pool({
        connectionTimeoutMillis: CONNECT_TIMEOUT,
        idleTimeoutMillis: IDLE_TIMEOUT,
        application_name: 'poppobuilder',
        keepAlive: true,
        query_timeout: QUERY_TIMEOUT,
        ...connection,
        idle_in_transaction_session_timeout: IDLE_TRANSACTION_TIMEOUT,
        ...limits,
      })
        .on('error', ignore)
        // The pool has a listener only on connections that are idle, and a server that stops may cut one just as it is taken.
        .on('connect', (client) => client.on('error', ignore));
    const statementNames = new Map<string, string>();
    const translate = (error: unknown): unknown => this.#translate(error);
    const usual = pool({ max: connections });
    const withSpare = (spare: Pool): QueryRunner =>
      new QueryRunner({
        pool: () => (hasRoom(usual, connections) ? usual : spare),
        statementNames,
        translate,
      });
    const [leases, tasks] = [pool(LEASE_POOL), pool(TASK_POOL)];
    this.#usual = usual;
    this.#pools = [usual, leases, tasks];
    this.#calls = new QueryRunner({ pool: () => usual, statementNames, translate });
    this.leases = withSpare(leases);
    this.tasks = withSpare(tasks);
  }

  /** Runs one statement, once. Rejects with `DATABASE_UNAVAILABLE`. */
  async query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]> {
    return this.#calls.query<Row>(text, values);
  }

  /** Returns what runs statements, and calls `onMessage` when the server says something about one. */
  withMessages(onMessage: () => void): Queryable {
    return this.#calls.withMessages(onMessage);
  }

  /** Runs statements in one transaction, which is rolled back when the function throws. */
  async transaction<T>(operation: (transaction: Queryable) => Promise<T>): Promise<T> {
    return this.#calls.transaction(operation);
  }

  /**
   * Repeats an operation while the database is unavailable or asks for another attempt. The operation must be safe to run
   * twice. Rejects with `DATABASE_UNAVAILABLE` after the timeout.
   */
  async retryWhileUnavailable<T>(operation: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const end = performance.now() + this.#timeout;
    for (let delay = MIN_RETRY_DELAY; ; delay = Math.min(delay * 2, MAX_RETRY_DELAY)) {
      try {
        return await operation();
      } catch (error) {
        const isOver = this.#isClosed || signal?.aborted === true || performance.now() + delay > end;
        if (isOver || !(isUnavailable(error) || isTransient(error))) throw this.#translate(error);
        if (isUnavailable(error)) await this.#restartServer();
        await new Promise((resolve) => setTimeout(resolve, delay));
      }
    }
  }

  /** Returns this database, or one of its transactions, as pg-boss needs it. */
  forBoss(queryable: Queryable = this): Db {
    return this.#calls.forBoss(queryable);
  }

  /** Closes the connection that was used last. Postgres keeps in it what it has cached of all tables that it has seen there. */
  async dropConnection(): Promise<void> {
    const client = await this.#usual.connect();
    client.release(true);
  }

  /** Closes all connections, after the statements that run. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await Promise.all(this.#pools.map(async (pool) => pool.end()));
  }

  #translate(error: unknown): unknown {
    if (isUnavailable(error)) return unavailable(this.#restartError ?? error);
    return isUnreadable(error) ? unreadable(error) : error;
  }

  /** Waiting tasks become due even while no caller needs the server. */
  async #restartServer(): Promise<void> {
    try {
      await this.#restart?.();
      this.#restartError = undefined;
    } catch (error) {
      this.#restartError = error;
    }
  }
}

/** Returns a runner for a transaction of the caller. */
export function withinTransaction(transaction: ExternalTransaction): Queryable {
  return {
    query: async <Row>(text: string, values?: readonly unknown[]) =>
      rowsOf<Row>(await transaction.query(text, values === undefined ? undefined : [...values])),
  };
}

/**
 * SQLSTATEs of deadlocks, rows changed by others, statements that took too long (mostly waiting for a lock), and schemas,
 * tables, types and functions that others create at the same time.
 */
const TRANSIENT = new Set(['57014', '40P01', '40001', '55P03', '42P06', '42P07', '42710', '42723']);

/** Whether the statement may be repeated at once, because another transaction was in its way. */
export function isTransient(error: unknown): boolean {
  const { code = '', schema } = Object(error) as { code?: string; schema?: string };
  return TRANSIENT.has(code) || (code === '23505' && schema === 'pg_catalog');
}

/** The next statement finds out that a connection was lost. Without a listener, the process would end. */
const ignore = (): void => undefined;

/** Whether a connection is free, or can be opened, that no other caller waits for. */
const hasRoom = ({ idleCount, totalCount, waitingCount }: Pool, max: number): boolean =>
  idleCount + max - totalCount > waitingCount;
