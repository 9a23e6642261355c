import { createHash } from 'node:crypto';
import type { Pool, PoolClient, QueryConfig } from 'pg';
import type { Db } from 'pg-boss';
import { activeTraceparent } from '@poppobuilder/core/runner-kit';
import { traceQuery } from './trace-query.ts';
import { isUnavailable } from './unavailable.ts';

/** Runs statements: on any connection, or on the one of a transaction. */
export interface Queryable {
  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/** Options of a {@link QueryRunner}. */
export interface QueryRunnerOptions {
  /** Returns the pool that the next connection comes from. */
  readonly pool: () => Pool;
  /** Names of prepared statements by their texts, shared by all runners that use the same connections. */
  readonly statementNames: Map<string, string>;
  /** Returns the error to throw for an error of `pg`. */
  readonly translate: (error: unknown) => unknown;
}

/** Options of a transaction. */
export interface TransactionOptions {
  /** In milliseconds. @defaultValue none */
  readonly timeout?: number | undefined;
  /** Statements without values that come first, in the round trip that begins it. @defaultValue none */
  readonly settings?: string | undefined;
}

type Statement = QueryConfig & { query_timeout?: number };

/** Further statements are not prepared: the server keeps each prepared one for as long as the connection lives. */
const MAX_PREPARED = 500;

/** Runs statements on a pool. They are prepared: pg-boss's are long, and planning them costs more than running them. */
export class QueryRunner implements Queryable {
  readonly #options: QueryRunnerOptions;

  constructor(options: QueryRunnerOptions) {
    this.#options = options;
  }

  /** Runs one statement, once. Rejects with `DATABASE_UNAVAILABLE`. */
  async query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]> {
    return this.#query<Row>(this.#prepared(text, values));
  }

  /** Returns a runner that calls `onMessage` when the server says something about a statement, before its rows are there. */
  withMessages(onMessage: () => void): Queryable {
    return {
      query: async <Row>(text: string, values?: readonly unknown[]) => {
        const { pool, translate } = this.#options;
        const statement = this.#prepared(text, values);
        try {
          const client = await pool().connect();
          client.on('notice', onMessage);
          return await runAndRelease<Row>(client, statement, () => client.off('notice', onMessage));
        } catch (error) {
          throw translate(error);
        }
      },
    };
  }

  /** Returns a runner for short statements, each with a timeout. In milliseconds. */
  withTimeout(timeout: number): Queryable {
    return {
      query: async <Row>(text: string, values?: readonly unknown[]) =>
        this.#query<Row>({ ...this.#prepared(text, values), query_timeout: timeout }),
    };
  }

  /** Runs statements in one transaction. It is rolled back when the function throws, or when it takes longer than the timeout. */
  async transaction<T>(
    operation: (transaction: Queryable) => Promise<T>,
    { timeout, settings }: TransactionOptions = {},
  ): Promise<T> {
    const { pool, translate } = this.#options;
    let client: PoolClient;
    try {
      client = await pool().connect();
    } catch (error) {
      throw translate(error);
    }
    const transaction = this.#queryableOf(client, timeout);
    let broken: Error | undefined;
    try {
      await transaction.query(settings === undefined ? 'BEGIN' : `BEGIN; ${settings}`);
      const result = await operation(transaction);
      await transaction.query('COMMIT');
      return result;
    } catch (error) {
      broken = isUnavailable(error) ? (error as Error) : await rollback(client, timeout);
      throw translate(error);
    } finally {
      client.release(broken);
    }
  }

  /** Returns the database, or one of its transactions, as pg-boss needs it. */
  forBoss(queryable: Queryable = this): Db {
    return {
      executeSql: async (text, values) => ({ rows: [...(await queryable.query<unknown>(text, values))] }),
    };
  }

  async #query<Row>(statement: Statement): Promise<readonly Row[]> {
    try {
      return rowsOf<Row>(await traceStatement(statement, async () => this.#options.pool().query(statement)));
    } catch (error) {
      throw this.#options.translate(error);
    }
  }

  #queryableOf(client: PoolClient, timeout: number | undefined): Queryable {
    const end = timeout === undefined ? undefined : performance.now() + timeout;
    return {
      query: async <Row>(text: string, values?: readonly unknown[]) => {
        const statement = this.#prepared(text, values);
        if (end !== undefined) statement.query_timeout = Math.max(1, end - performance.now());
        return rowsOf<Row>(await traceStatement(statement, async () => client.query(statement)));
      },
    };
  }

  #prepared(text: string, values: readonly unknown[] | undefined): Statement {
    // A text with several statements can have no values, and cannot be prepared.
    if (values === undefined || (values.length === 0 && /;\s*\S/.test(text))) return { text };
    const config = { text, values: [...values] };
    const { statementNames } = this.#options;
    let name = statementNames.get(text);
    if (name === undefined) {
      if (statementNames.size >= MAX_PREPARED) return config;
      name = createHash('sha1').update(text).digest('base64url');
      statementNames.set(text, name);
    }
    return { ...config, name };
  }
}

/** Returns the rows of a result of `pg`; those of all results, when the text had several statements. */
export function rowsOf<Row>(result: unknown): Row[] {
  const results = (Array.isArray(result) ? result : [result]) as { readonly rows: Row[] }[];
  return results.flatMap(({ rows }) => rows);
}

/** Outside a trace, a statement takes no longer than without. */
const traceStatement = async <T>(statement: Statement, run: () => Promise<T>): Promise<T> =>
  activeTraceparent() === undefined ? run() : traceQuery(statement.text, run);

async function runAndRelease<Row>(
  client: PoolClient,
  statement: Statement,
  onDone: () => void,
): Promise<readonly Row[]> {
  let broken: Error | undefined;
  try {
    return rowsOf<Row>(await traceStatement(statement, async () => client.query(statement)));
  } catch (error) {
    broken = error as Error;
    throw error;
  } finally {
    onDone();
    client.release(broken);
  }
}

async function rollback(client: PoolClient, timeout: number | undefined): Promise<Error | undefined> {
  const statement: Statement = { text: 'ROLLBACK' };
  if (timeout !== undefined) statement.query_timeout = timeout;
  try {
    await client.query(statement);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
