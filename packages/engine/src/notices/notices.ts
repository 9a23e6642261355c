import { knownText } from '../arguments/ids.ts';
import { parseArgument, type ShapeOf } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import type { EngineContext } from '../engine-context.ts';

/** A message to deliver once. */
export interface NewNotice {
  /** Names the message and its receiver: another one with the same key is not stored. */
  readonly key: string;
  /** Whom it is for; the engine only keeps it. */
  readonly receiver: string;
  readonly body: Readonly<Record<string, unknown>>;
}

/** A message that is to be delivered now. */
export interface Notice extends NewNotice {
  /** How often delivering it has failed. */
  readonly failures: number;
  readonly createdAt: Date;
}

const noticesSchema: z.ZodType<readonly NewNotice[]> = z.array(
  z.strictObject({
    key: knownText,
    receiver: knownText,
    body: z.record(z.string(), z.unknown()),
  } satisfies ShapeOf<NewNotice>),
);

/** Messages that are delivered at least once, also after a restart. */
export class Notices {
  readonly #context: Pick<EngineContext, 'database' | 'names'>;

  /** @internal */
  constructor(context: Pick<EngineContext, 'database' | 'names'>) {
    this.#context = context;
  }

  /** Stores messages, except those whose key is known. Returns how many are new. Rejects with `INVALID_TASK`, `DATABASE_UNAVAILABLE`. */
  async add(notices: readonly NewNotice[]): Promise<number> {
    const parsed = parseArgument(noticesSchema, notices, { of: 'notices.add()', name: 'notices' });
    const rows = await this.#query(
      `INSERT INTO ${this.#own}.notice (key, receiver, body)
       SELECT n->>'key', n->>'receiver', n->'body' FROM jsonb_array_elements($1::jsonb) n
       ON CONFLICT (key) DO NOTHING RETURNING key`,
      [JSON.stringify(parsed)],
    );
    return rows.length;
  }

  /** Returns messages that are due, the earliest first. Rejects with `DATABASE_UNAVAILABLE`. */
  async due(): Promise<readonly Notice[]> {
    const rows = await this.#query<Omit<Notice, 'createdAt'> & { created_at: Date }>(
      `SELECT key, receiver, body, failures, created_at FROM ${this.#own}.notice
       WHERE sent_at IS NULL AND due_at <= clock_timestamp() ORDER BY due_at LIMIT ${PAGE_SIZE}`,
      [],
    );
    return rows.map(({ created_at: createdAt, ...rest }) => ({ ...rest, createdAt }));
  }

  /** Records that a message was delivered. Rejects with `DATABASE_UNAVAILABLE`. */
  async markSent(key: string): Promise<void> {
    await this.#query(`UPDATE ${this.#own}.notice SET sent_at = clock_timestamp() WHERE key = $1`, [key]);
  }

  /** Records that delivering a message failed; it is due again after so many milliseconds. Rejects with `DATABASE_UNAVAILABLE`. */
  async postpone(key: string, delay: number): Promise<void> {
    await this.#query(
      `UPDATE ${this.#own}.notice SET failures = failures + 1,
         due_at = clock_timestamp() + $2::float8 * interval '1 millisecond' WHERE key = $1`,
      [key, delay],
    );
  }

  get #own(): string {
    return this.#context.names.own;
  }

  async #query<Row>(text: string, values: readonly unknown[]): Promise<readonly Row[]> {
    const { database } = this.#context;
    return database.retryWhileUnavailable(async () => database.query<Row>(text, values));
  }
}

const PAGE_SIZE = 50;
