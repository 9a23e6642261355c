import { randomUUID } from 'node:crypto';
import type { QueryRunner, Queryable } from '../database/query-runner.ts';
import { isTransient } from '../database/database.ts';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';
import { isUnavailable } from '../database/unavailable.ts';
import type { SchemaNames } from '../schema/names.ts';

/** A line of an attempt's log, or a step of its progress. */
export interface Line {
  readonly job: string;
  readonly kind: 'log' | 'progress';
  readonly attempt: number;
  /** No two lines of an attempt have the same. */
  readonly at: string;
  readonly data: unknown;
}

/** Options of a {@link LogEntryWriter}. */
export interface LogEntryWriterOptions {
  readonly database: { readonly work: Pick<QueryRunner, 'within'> };
  readonly names: SchemaNames;
  readonly onWritten: () => void;
  /** Told of lines that the database does not take at all. */
  readonly onError: (error: unknown) => void;
}

/** Milliseconds in which lines are written, or asked for on another connection. */
const ANSWER = 15_000;

/** Writes lines in the order in which they came, many in one statement, and each once. */
export class LogEntryWriter {
  readonly #options: LogEntryWriterOptions;
  /** Names the lock that is held while lines are written. */
  readonly #id = randomUUID();
  #lines: Line[] = [];
  #sent: readonly Line[] = [];
  /** Whether what was sent may be written although nobody said so. */
  #isUnsure = false;
  #running: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(options: LogEntryWriterOptions) {
    this.#options = options;
  }

  /** How many lines are not known to be written. */
  get waiting(): number {
    return this.#lines.length + this.#sent.length;
  }

  add(line: Line): void {
    this.#lines.push(line);
  }

  /** Writes what waits. Rejects when that has to be tried again: the database is away, or others were in the way. */
  async write(): Promise<void> {
    if (this.waiting === 0) return;
    this.#next ??= this.#writeNext();
    await this.#next;
  }

  async #writeNext(): Promise<void> {
    await this.#running;
    this.#next = undefined;
    const writing = this.#writeWaiting();
    this.#running = writing.catch(() => undefined);
    await writing;
  }

  async #writeWaiting(): Promise<void> {
    if (this.#sent.length > 0) await this.#send();
    this.#sent = this.#lines;
    this.#lines = [];
    if (this.#sent.length > 0) await this.#send();
  }

  async #send(): Promise<void> {
    const { database, onWritten, onError } = this.#options;
    const within = database.work.within(ANSWER);
    try {
      if (!(this.#isUnsure && (await this.#isWritten(within)))) {
        this.#isUnsure = true;
        await this.#insert(within);
      }
      onWritten();
    } catch (error) {
      if (isUnavailable(error) || isTransient(error)) throw error;
      onError(error);
    }
    this.#isUnsure = false;
    this.#sent = [];
  }

  async #insert(within: Queryable): Promise<void> {
    await within.query(
      `WITH writer AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtextextended($2, 0)))
       INSERT INTO ${this.#options.names.own}.event (job_id, kind, attempt, at, data)
       SELECT job, kind, attempt, at, data FROM writer, json_to_recordset($1::text::json)
         AS line (job uuid, kind text, attempt int, at timestamptz, data jsonb)`,
      [JSON.stringify(sanitizeForPostgres(this.#sent)), this.#id],
    );
  }

  /** One statement writes all or nothing, so that the first line tells of all. */
  async #isWritten(within: Queryable): Promise<boolean> {
    const [first] = this.#sent;
    // The statement may still run although its connection is gone.
    await within.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [this.#id]);
    const rows = await within.query(
      `SELECT FROM ${this.#options.names.own}.event
       WHERE job_id = $1 AND attempt = $2 AND at = $3 AND kind = $4 LIMIT 1`,
      [first?.job, first?.attempt, first?.at, first?.kind],
    );
    return rows.length > 0;
  }
}
