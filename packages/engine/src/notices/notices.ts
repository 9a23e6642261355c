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

/** What became of the messages to a receiver. */
export interface NoticeSummary {
  readonly receiver: string;
  /** How many messages are still to be delivered. */
  readonly waiting: number;
  /** The last message that was delivered. */
  readonly sent?: { readonly body: NewNotice['body']; readonly at: Date } | undefined;
  /** The last message whose delivery failed, while it is still to be delivered. */
  readonly failed?:
    | {
        readonly body: NewNotice['body'];
        readonly at: Date;
        readonly problem: string;
        readonly failures: number;
        /** When it is tried again. */
        readonly dueAt: Date;
      }
    | undefined;
}

const receiversSchema: z.ZodType<readonly string[]> = z.array(knownText);

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

  /**
   * Records why delivering a message failed; it is due again after so many milliseconds. Rejects with `INVALID_TASK`,
   * `DATABASE_UNAVAILABLE`.
   */
  async postpone(key: string, delay: number, problem: string): Promise<void> {
    const known = parseArgument(knownText, problem, { of: 'notices.postpone()', name: 'problem' });
    await this.#query(
      `UPDATE ${this.#own}.notice SET failures = failures + 1, failed_at = clock_timestamp(), problem = $3,
         due_at = clock_timestamp() + $2::float8 * interval '1 millisecond' WHERE key = $1`,
      [key, delay, known],
    );
  }

  /**
   * Returns what became of the messages to each receiver, in the order of the receivers. Rejects with `INVALID_TASK`,
   * `DATABASE_UNAVAILABLE`.
   */
  async summarize(receivers: readonly string[]): Promise<readonly NoticeSummary[]> {
    const known = parseArgument(receiversSchema, receivers, { of: 'notices.summarize()', name: 'receivers' });
    const rows = await this.#query<SummaryRow>(
      `SELECT r.receiver, (
           SELECT count(*)::int FROM ${this.#own}.notice n WHERE n.receiver = r.receiver AND n.sent_at IS NULL
         ) AS waiting, s.body AS "sentBody", s.at AS "sentAt", f.body AS "failedBody", f.at AS "failedAt", f.problem,
         f.failures, f."dueAt"
       FROM unnest($1::text[]) WITH ORDINALITY r(receiver, place)
       LEFT JOIN LATERAL (
         SELECT body, sent_at AS at FROM ${this.#own}.notice n
         WHERE n.receiver = r.receiver AND n.sent_at IS NOT NULL ORDER BY n.sent_at DESC LIMIT 1
       ) s ON true
       LEFT JOIN LATERAL (
         SELECT body, failed_at AS at, problem, failures, due_at AS "dueAt" FROM ${this.#own}.notice n
         WHERE n.receiver = r.receiver AND n.sent_at IS NULL AND n.failures > 0 ORDER BY n.failed_at DESC LIMIT 1
       ) f ON true
       ORDER BY r.place`,
      [known],
    );
    return rows.map(summaryOf);
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

interface SummaryRow {
  readonly receiver: string;
  readonly waiting: number;
  readonly sentBody: NewNotice['body'] | null;
  readonly sentAt: Date | null;
  readonly failedBody: NewNotice['body'] | null;
  readonly failedAt: Date | null;
  readonly problem: string | null;
  readonly failures: number | null;
  readonly dueAt: Date | null;
}

function summaryOf(row: SummaryRow): NoticeSummary {
  const { receiver, waiting, sentBody, sentAt, failedBody, failedAt, problem, failures, dueAt } = row;
  return {
    receiver,
    waiting,
    ...(sentBody === null || sentAt === null ? {} : { sent: { body: sentBody, at: sentAt } }),
    ...(failedBody === null || failedAt === null || dueAt === null
      ? {}
      : {
          failed: { body: failedBody, at: failedAt, problem: problem ?? '', failures: failures ?? 0, dueAt },
        }),
  };
}
