import { createHash } from 'node:crypto';
import { Pool, type PoolClient, type PoolConfig, type QueryConfig } from 'pg';
import type { Db } from 'pg-boss';
import { isUnavailable, unavailable } from './unavailable.ts';

/** What runs statements: the pool, or the one connection of a transaction. */
export interface Queryable {
  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/** A transaction that a caller has begun and ends; a client of `pg` is one. */
export interface ExternalTransaction {
  query(text: string, values?: unknown[]): Promise<{ readonly rows: unknown[] }>;
}

/** Options of a {@link Database}. */
export interface DatabaseOptions {
  readonly connection: PoolConfig;
  /** Connections at most. @defaultValue 10 */
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

/** Milliseconds without an answer after which a connection is given up: one that was cut off says nothing. */
const SILENCE = 120_000;
/** Milliseconds for which a transaction may stand still: a process that was frozen in one must not hold its locks. */
const IDLE_TRANSACTION = 5_000;

/** Statements beyond this are sent without a name: a server keeps every named one for as long as the connection lives. */
const MOST_PREPARED = 500;

/** The connections to Postgres. Statements are prepared: pg-boss's are long, and planning them costs more than running. */
export class Database implements Queryable {
  readonly #pool: Pool;
  readonly #patience: number;
  readonly #revive: (() => Promise<void>) | undefined;
  readonly #names = new Map<string, string>();
  /** Why the server could not be brought back, when that was tried. */
  #whyAway: unknown;
  #isClosed = false;

  constructor({ connection, connections = CONNECTIONS, patience = PATIENCE, revive }: DatabaseOptions) {
    this.#patience = patience;
    this.#revive = revive;
    this.#pool = new Pool({
      connectionTimeoutMillis: CONNECT_TIMEOUT,
      application_name: 'poppobuilder',
      keepAlive: true,
      query_timeout: SILENCE,
      ...connection,
      max: connections,
      idle_in_transaction_session_timeout: IDLE_TRANSACTION,
    });
    this.#pool.on('error', ignore);
  }

  /** Runs one statement once. Rejects with `DATABASE_UNAVAILABLE` when there is no database. */
  async query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]> {
    return this.#query<Row>(this.#prepared(text, values));
  }

  /** Runs statements that are known to be short, and gives them up when no answer comes within the milliseconds. */
  within(milliseconds: number): Queryable {
    return {
      query: async <Row>(text: string, values?: readonly unknown[]) =>
        this.#query<Row>({ ...this.#prepared(text, values), query_timeout: milliseconds }),
    };
  }

  /** Runs statements in one transaction, which is rolled back when the function throws. */
  async transaction<T>(work: (transaction: Queryable) => Promise<T>): Promise<T> {
    let client: PoolClient;
    try {
      client = await this.#pool.connect();
    } catch (error) {
      throw this.#translate(error);
    }
    let broken: Error | undefined;
    client.on('error', ignore);
    try {
      await client.query('BEGIN');
      const result = await work(this.#queryableOf(client));
      await client.query('COMMIT');
      return result;
    } catch (error) {
      broken = isUnavailable(error) ? (error as Error) : await rollback(client);
      throw this.#translate(error);
    } finally {
      client.off('error', ignore);
      client.release(broken);
    }
  }

  /**
   * Repeats an operation while the database is away or asks to try again. The operation must be one that may be done
   * twice. Rejects with `DATABASE_UNAVAILABLE` when that takes longer than the patience.
   */
  async persist<T>(operation: () => Promise<T>, signal?: AbortSignal): Promise<T> {
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
    return {
      executeSql: async (text, values) => ({ rows: [...(await queryable.query<unknown>(text, values))] }),
    };
  }

  /** Ends all connections, after the statements that run. */
  async close(): Promise<void> {
    this.#isClosed = true;
    await this.#pool.end();
  }

  async #query<Row>(statement: QueryConfig & { readonly query_timeout?: number }): Promise<readonly Row[]> {
    try {
      return rowsOf<Row>(await this.#pool.query(statement));
    } catch (error) {
      throw this.#translate(error);
    }
  }

  #queryableOf(client: PoolClient): Queryable {
    return {
      query: async <Row>(text: string, values?: readonly unknown[]) =>
        rowsOf<Row>(await client.query(this.#prepared(text, values))),
    };
  }

  #prepared(text: string, values: readonly unknown[] | undefined): { text: string } {
    // Several statements in one text can only go without values, and cannot be prepared.
    if (values === undefined || (values.length === 0 && /;\s*\S/.test(text))) return { text };
    const config = { text, values: [...values] };
    let name = this.#names.get(text);
    if (name === undefined) {
      if (this.#names.size >= MOST_PREPARED) return config;
      name = createHash('sha1').update(text).digest('base64url');
      this.#names.set(text, name);
    }
    return { ...config, name } as typeof config;
  }

  #translate(error: unknown): unknown {
    return isUnavailable(error) ? unavailable(this.#whyAway ?? error) : error;
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

/** The rows of an answer of `pg`; of all its answers, when the text held several statements. */
function rowsOf<Row>(answer: unknown): Row[] {
  const answers = (Array.isArray(answer) ? answer : [answer]) as { readonly rows: Row[] }[];
  return answers.flatMap(({ rows }) => rows);
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

async function rollback(client: PoolClient): Promise<Error | undefined> {
  try {
    await client.query('ROLLBACK');
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
