import { type Moment, thisMoment, timeSince } from '../dispatch/moment.ts';
import type { EngineContext } from '../engine-context.ts';
import { START_WINDOW } from '../holds/start-window.ts';
import type { HeldAttempt } from './held-attempt.ts';
import type { Presence } from './presence.ts';
import type { StopCause } from './stop-cause.ts';

/** An attempt that was fetched and may not have started. */
export interface StartingAttempt extends HeldAttempt {
  readonly signal: AbortSignal;
  readonly stopCause: StopCause | undefined;
  /** When the last statement was sent that found it to be free of holds. */
  confirmedAt: Moment;
  /** Whether it may start without asking again, or has started. */
  isCleared: boolean;
  stop(cause: StopCause): void;
}

/** How long the statement may take. In milliseconds. */
const QUERY_TIMEOUT = 5_000;

interface HeldRow {
  readonly id: string;
  /** The id and the message of a hold on it. */
  readonly hold: readonly [id: string, message: string] | null;
}

/**
 * Keeps tasks from starting under holds that were placed after their fetch. Placing a hold waits for consumers that do not
 * answer, as frozen ones, for longer than a fetch allows tasks to start.
 */
export class StartGuard {
  readonly #context: Pick<EngineContext, 'database' | 'names' | 'onError'>;
  readonly #presence: Pick<Presence, 'id' | 'whileSeen'>;

  constructor(
    context: Pick<EngineContext, 'database' | 'names' | 'onError'>,
    presence: Pick<Presence, 'id' | 'whileSeen'>,
  ) {
    this.#context = context;
    this.#presence = presence;
  }

  /**
   * Allows an attempt to start within the milliseconds that it returns, or returns a promise after which to ask again. A worker
   * that did not start the attempt in time asks again, too.
   */
  readonly confirm = (attempt: StartingAttempt): Promise<void> | number | undefined => {
    if (attempt.stopCause !== undefined) return undefined;
    const left = START_WINDOW - timeSince(attempt.confirmedAt);
    attempt.isCleared = left > 0;
    return attempt.isCleared ? left : this.#confirmLate(attempt);
  };

  /** Stops those of the attempts that are held, or are not ours any more. Rejects with `DATABASE_UNAVAILABLE`. */
  async confirmAll(attempts: readonly StartingAttempt[]): Promise<void> {
    if (attempts.length === 0) return;
    const sentAt = thisMoment();
    const read = await this.#presence.whileSeen(async () => this.#read(attempts));
    const rows = new Map(read.map((row) => [row.id, row]));
    for (const attempt of attempts) {
      const row = rows.get(attempt.jobId);
      // One that has started in the meantime had been free.
      if (attempt.isCleared) continue;
      if (row === undefined) attempt.stop({ kind: 'lost' });
      else if (row.hold === null) attempt.confirmedAt = sentAt;
      else attempt.stop({ kind: 'held', reason: heldReason(row.hold) });
    }
  }

  async #confirmLate(attempt: StartingAttempt): Promise<void> {
    const { database, onError } = this.#context;
    try {
      await database.retryWhileUnavailable(async () => this.confirmAll([attempt]), attempt.signal);
    } catch (error) {
      onError(error);
      attempt.stop({ kind: 'released' });
    }
  }

  /** Reads which attempts are still ours, each with a hold on it. A hold that is being placed is waited for. */
  async #read(attempts: readonly StartingAttempt[]): Promise<readonly HeldRow[]> {
    const { database, names } = this.#context;
    const { own, boss } = names;
    return database.tasks.withTimeout(QUERY_TIMEOUT).query<HeldRow>(
      `SELECT j.id,
         CASE WHEN (SELECT ${own}.has_holds($4)) THEN (SELECT ARRAY[h.id, h.message] FROM ${own}.holds_on(t) h LIMIT 1) END AS hold
       FROM unnest($1::text[], $2::uuid[], $3::int[]) AS ours (name, id, retry_count)
       JOIN ${boss}.job j ON j.name = ours.name AND j.id = ours.id AND j.retry_count = ours.retry_count
       JOIN ${own}.task t ON t.job_id = j.id
       WHERE j.state = 'active'`,
      [
        attempts.map(({ queue }) => queue),
        attempts.map(({ jobId }) => jobId),
        attempts.map(({ retryCount }) => retryCount),
        this.#presence.id,
      ],
    );
  }
}

const heldReason = ([id, message]: readonly [string, string]): string =>
  `It had not started when the hold "${id}" was placed: ${message}`;
