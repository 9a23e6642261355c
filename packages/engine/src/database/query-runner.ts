import { createHash } from 'node:crypto';
import type { Pool, PoolClient, QueryConfig } from 'pg';
import type { Db } from 'pg-boss';
import { isUnavailable } from './unavailable.ts';

/** What runs statements: connections, or the one connection of a transaction. */
export interface Queryable {
  query<Row>(text: string, values?: readonly unknown[]): Promise<readonly Row[]>;
}

/** Options of a {@link QueryRunner}. */
export interface QueryRunnerOptions {
  /** Where the next connection is taken from. */
  readonly pool: () => Pool;
  /** Names of prepared statements by their texts; all that use the same connections share them. */
  readonly names: Map<string, string>;
  /** What is thrown for an error of `pg`. */
  readonly translate: (error: unknown) => unknown;
}

type Statement = QueryConfig & { query_timeout?: number };

/** Statements beyond this are sent without a name: a server keeps every named one for as long as the connection lives. */
const MAX_PREPARED = 500;

/** A way to the database. Statements are prepared: pg-boss's are long, and planning them costs more than running. */
export class QueryRunner implements Queryable {
  readonly #options: QueryRunnerOptions;

  constructor(options: QueryRunnerOptions) {
    this.#options = options;
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

  /**
   * Runs statements in one transaction, which is rolled back when the function throws; also when it is not done within
   * the milliseconds, if they are given.
   */
  async transaction<T>(work: (transaction: Queryable) => Promise<T>, milliseconds?: number): Promise<T> {
    const { pool, translate } = this.#options;
    let client: PoolClient;
    try {
      client = await pool().connect();
    } catch (error) {
      throw translate(error);
    }
    const transaction = this.#queryableOf(client, milliseconds);
    let broken: Error | undefined;
    client.on('error', ignore);
    try {
      await transaction.query('BEGIN');
      const result = await work(transaction);
      await transaction.query('COMMIT');
      return result;
    } catch (error) {
      broken = isUnavailable(error) ? (error as Error) : await rollback(client, milliseconds);
      throw translate(error);
    } finally {
      client.off('error', ignore);
      client.release(broken);
    }
  }

  /** The database for pg-boss, or one transaction of it. */
  forBoss(queryable: Queryable = this): Db {
    return {
      executeSql: async (text, values) => ({ rows: [...(await queryable.query<unknown>(text, values))] }),
    };
  }

  async #query<Row>(statement: Statement): Promise<readonly Row[]> {
    try {
      return rowsOf<Row>(await this.#options.pool().query(statement));
    } catch (error) {
      throw this.#options.translate(error);
    }
  }

  #queryableOf(client: PoolClient, milliseconds: number | undefined): Queryable {
    const end = milliseconds === undefined ? undefined : performance.now() + milliseconds;
    return {
      query: async <Row>(text: string, values?: readonly unknown[]) => {
        const statement = this.#prepared(text, values);
        if (end !== undefined) statement.query_timeout = Math.max(1, end - performance.now());
        return rowsOf<Row>(await client.query(statement));
      },
    };
  }

  #prepared(text: string, values: readonly unknown[] | undefined): Statement {
    // Several statements in one text can only go without values, and cannot be prepared.
    if (values === undefined || (values.length === 0 && /;\s*\S/.test(text))) return { text };
    const config = { text, values: [...values] };
    const { names } = this.#options;
    let name = names.get(text);
    if (name === undefined) {
      if (names.size >= MAX_PREPARED) return config;
      name = createHash('sha1').update(text).digest('base64url');
      names.set(text, name);
    }
    return { ...config, name };
  }
}

/** The rows of an answer of `pg`; of all its answers, when the text held several statements. */
export function rowsOf<Row>(answer: unknown): Row[] {
  const answers = (Array.isArray(answer) ? answer : [answer]) as { readonly rows: Row[] }[];
  return answers.flatMap(({ rows }) => rows);
}

/** A connection that is lost between statements: the next one finds out and tells. Without a listener the process ends. */
const ignore = (): void => undefined;

async function rollback(client: PoolClient, milliseconds: number | undefined): Promise<Error | undefined> {
  const statement: Statement = { text: 'ROLLBACK' };
  if (milliseconds !== undefined) statement.query_timeout = milliseconds;
  try {
    await client.query(statement);
    return undefined;
  } catch (error) {
    return error as Error;
  }
}
