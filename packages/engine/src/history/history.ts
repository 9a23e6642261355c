import { countHistory, type HistoryContext } from './count-history.ts';
import type { HistoryOptions, HistoryPeriod } from './history-options.ts';
import { parseHistoryOptions } from './history-schema.ts';
import { readHistory } from './read-history.ts';

/** How many tasks ended, how long they ran, and what was spent. It is kept for longer than the tasks. */
export class History {
  readonly #context: HistoryContext;

  /** @internal */
  constructor(context: HistoryContext) {
    this.#context = context;
  }

  /**
   * Returns the periods in which something ended or was spent, in their order. Periods older than 2 days are whole hours,
   * those older than 35 days whole days in UTC; they are kept for 800 days. Rejects with `INVALID_TASK`,
   * `DATABASE_UNAVAILABLE`.
   */
  async read(options: HistoryOptions = {}): Promise<HistoryPeriod[]> {
    const parsed = parseHistoryOptions(options);
    await this.#context.database.retryWhileUnavailable(async () => countHistory(this.#context));
    return readHistory(this.#context, parsed);
  }
}
