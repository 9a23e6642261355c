import type { Queryable } from '../database/database.ts';
import { deleteOldTasks, type DeleteParts, type Page } from './delete-old-tasks.ts';

/** What a {@link RetentionSweep} works with. */
export interface RetentionSweepParts extends DeleteParts {
  /** Milliseconds for which ended tasks are kept. */
  readonly retention: number;
  readonly onError: (error: unknown) => void;
}

/** Milliseconds between sweeps. */
const INTERVAL = 60_000;

/** Deletes tasks that ended long ago, page by page, once it was started; of several engines one at a time. */
export class RetentionSweep {
  readonly #parts: RetentionSweepParts;
  #timer: NodeJS.Timeout | undefined;
  #sweeping: Promise<unknown> = Promise.resolve();
  #isClosed = false;

  constructor(parts: RetentionSweepParts) {
    this.#parts = parts;
  }

  /** Begins to sweep, once a minute. */
  start(): void {
    this.#timer ??= setInterval(() => {
      this.#sweeping = this.#sweeping.then(async () => this.sweep()).catch(this.#parts.onError);
    }, INTERVAL).unref();
  }

  /** Deletes all that is due; how many tasks. Undefined when another engine does it already. */
  async sweep(): Promise<number | undefined> {
    const { retention } = this.#parts;
    let deleted = 0;
    for (let after = '0'; !this.#isClosed;) {
      const page = await this.#parts.database.transaction(async (transaction) =>
        this.#isOurTurn(transaction, async () =>
          deleteOldTasks(this.#parts, transaction, { retention, after }),
        ),
      );
      if (page === 'taken') return undefined;
      if (page === undefined) break;
      ({ after } = page);
      deleted += page.deleted;
    }
    return deleted;
  }

  async close(): Promise<void> {
    this.#isClosed = true;
    clearInterval(this.#timer);
    await this.#sweeping;
  }

  async #isOurTurn(
    transaction: Queryable,
    work: () => Promise<Page | undefined>,
  ): Promise<Page | undefined | 'taken'> {
    const [row] = await transaction.query<{ is_free: boolean }>(
      `SELECT pg_try_advisory_xact_lock(hashtext($1)) AS is_free`,
      [`${this.#parts.names.own} retention`],
    );
    return row?.is_free === true ? work() : 'taken';
  }
}
