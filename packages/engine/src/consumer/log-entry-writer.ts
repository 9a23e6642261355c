import { randomUUID } from 'node:crypto';
import { isTransient } from '../database/database.ts';
import type { Queryable, QueryRunner } from '../database/query-runner.ts';
import { sanitizeForPostgres } from '../database/sanitize-for-postgres.ts';
import { isUnavailable } from '../database/unavailable.ts';
import type { SchemaNames } from '../schema/names.ts';

/** A log entry of an attempt, a report of its progress, or a part of its transcript, that is to be written. */
export interface PendingEntry {
  readonly job: string;
  readonly kind: 'log' | 'progress' | 'transcript';
  readonly attempt: number;
  /** No two entries of an attempt have the same time. */
  readonly at: string;
  readonly data: unknown;
}

/** Options of {@link LogEntryWriter}. */
export interface LogEntryWriterOptions {
  readonly database: { readonly tasks: Pick<QueryRunner, 'withTimeout'> };
  readonly names: SchemaNames;
  readonly onWritten: () => void;
  /** Receives errors of entries that the database refuses. They are dropped. */
  readonly onError: (error: unknown) => void;
}

/** How long writing may take before it is repeated on another connection. In milliseconds. */
const QUERY_TIMEOUT = 15_000;

/** How much one statement writes at most, unless a single entry is longer. In characters; a text has at most 512 Mi. */
const MAX_BATCH_SIZE = 32 * 1_024 * 1_024;

interface Added {
  readonly entry: PendingEntry;
  readonly size: number;
}

/** Writes entries in the order in which they were added, many in one statement, and each once. */
export class LogEntryWriter {
  readonly #options: LogEntryWriterOptions;
  /** Names the lock that a write holds. */
  readonly #id = randomUUID();
  #added: Added[] = [];
  #sent: readonly PendingEntry[] = [];
  /** Whether the sent entries may be written although the server did not confirm it. */
  #isUnconfirmed = false;
  #current: Promise<void> = Promise.resolve();
  #next: Promise<void> | undefined;

  constructor(options: LogEntryWriterOptions) {
    this.#options = options;
  }

  /** The number of entries that are not known to be written. */
  get waiting(): number {
    return this.#added.length + this.#sent.length;
  }

  /** @param size - characters of the entry's data as JSON */
  add(entry: PendingEntry, size: number): void {
    this.#added.push({ entry, size });
  }

  /** Writes what waits. Rejects when that has to be repeated: the database is unavailable, or a lock was in the way. */
  async write(): Promise<void> {
    if (this.waiting === 0) return;
    this.#next ??= this.#writeNext();
    await this.#next;
  }

  async #writeNext(): Promise<void> {
    await this.#current;
    this.#next = undefined;
    const writing = this.#writeWaiting();
    this.#current = writing.catch(() => undefined);
    await writing;
  }

  async #writeWaiting(): Promise<void> {
    if (this.#sent.length > 0) await this.#send();
    for (let left = this.#added.length; left > 0;) {
      const batch = this.#added.splice(0, Math.min(left, batchLength(this.#added)));
      left -= batch.length;
      this.#sent = batch.map(({ entry }) => entry);
      await this.#send();
    }
  }

  async #send(): Promise<void> {
    const { database, onWritten, onError } = this.#options;
    const queryable = database.tasks.withTimeout(QUERY_TIMEOUT);
    try {
      if (!(this.#isUnconfirmed && (await this.#isWritten(queryable)))) {
        this.#isUnconfirmed = true;
        await this.#insert(queryable);
      }
      onWritten();
    } catch (error) {
      if (isUnavailable(error) || isTransient(error)) throw error;
      onError(error);
    }
    this.#isUnconfirmed = false;
    this.#sent = [];
  }

  async #insert(queryable: Queryable): Promise<void> {
    await queryable.query(
      `WITH writer AS MATERIALIZED (SELECT pg_advisory_xact_lock(hashtextextended($2, 0)))
       INSERT INTO ${this.#options.names.own}.event (job_id, kind, attempt, at, data)
       SELECT job, kind, attempt, at, data FROM writer, json_to_recordset($1::text::json)
         AS entry (job uuid, kind text, attempt int, at timestamptz, data jsonb)`,
      [JSON.stringify(sanitizeForPostgres(this.#sent)), this.#id],
    );
  }

  /** One statement writes all entries or none, so that the first one stands for all. */
  async #isWritten(queryable: Queryable): Promise<boolean> {
    const [first] = this.#sent;
    // The statement may still be running although its connection is lost.
    await queryable.query('SELECT pg_advisory_xact_lock(hashtextextended($1, 0))', [this.#id]);
    const rows = await queryable.query(
      `SELECT FROM ${this.#options.names.own}.event
       WHERE job_id = $1 AND attempt = $2 AND at = $3 AND kind = $4 LIMIT 1`,
      [first?.job, first?.attempt, first?.at, first?.kind],
    );
    return rows.length > 0;
  }
}

/** Returns how many of the first entries one statement writes. */
function batchLength(added: readonly Added[]): number {
  let sum = 0;
  const end = added.findIndex(({ size }) => {
    sum += size;
    return sum > MAX_BATCH_SIZE;
  });
  return end === -1 ? added.length : Math.max(1, end);
}
