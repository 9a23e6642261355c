import type { ReceivedEvent } from '@poppobuilder/api/client';
import type { QueryClient } from '@tanstack/react-query';

/** Lists and counts are asked for again this often at most. In milliseconds. */
const LIST_INTERVAL = 1_000;

/** What may change with the state of a task. */
const LISTS = [
  'overview',
  'waiting',
  'tasks',
  'flows',
  'holds',
  'budgets',
  'schedules',
  'dead-letters',
  'accounts',
  'notifications',
];

/**
 * Puts events into the query cache: the one place where that happens. A page that nobody sees asks for nothing, and catches up
 * when it is seen again.
 */
export class EventApplier implements Disposable {
  readonly #queries: QueryClient;
  #collected: ReceivedEvent[] = [];
  #hasMissed = false;
  #frame: number | undefined;
  #listTimer: ReturnType<typeof setTimeout> | undefined;

  constructor(queries: QueryClient) {
    this.#queries = queries;
    document.addEventListener('visibilitychange', this.#catchUp);
  }

  /** Collects events, and applies them with the next frame. */
  add(events: readonly ReceivedEvent[]): void {
    // A page that is hidden has no frames.
    if (document.hidden) {
      this.#hasMissed = true;
      return;
    }
    this.#collected.push(...events);
    this.#frame ??= requestAnimationFrame(() => this.#apply());
  }

  /** Asks for everything again that is shown. */
  reload(): void {
    void this.#queries.invalidateQueries();
  }

  [Symbol.dispose](): void {
    document.removeEventListener('visibilitychange', this.#catchUp);
    if (this.#frame !== undefined) cancelAnimationFrame(this.#frame);
    clearTimeout(this.#listTimer);
  }

  readonly #catchUp = (): void => {
    if (document.hidden || !this.#hasMissed) return;
    this.#hasMissed = false;
    this.reload();
  };

  #apply(): void {
    this.#frame = undefined;
    const events = this.#collected;
    this.#collected = [];
    const byTask = Map.groupBy(events, ({ taskId }) => taskId);
    for (const [id, ofTask] of byTask) {
      const isLogOnly = ofTask.every(({ kind }) => kind === 'log');
      const parts = isLogOnly ? ['logs', 'transcript'].map((part) => ['task', id, part]) : [['task', id]];
      for (const queryKey of parts) void this.#queries.invalidateQueries({ queryKey });
    }
    if (events.some(({ kind }) => kind !== 'log')) this.#refreshLists();
  }

  #refreshLists(): void {
    this.#listTimer ??= setTimeout(() => {
      this.#listTimer = undefined;
      for (const key of LISTS) {
        void this.#queries.invalidateQueries({ queryKey: [key] });
      }
    }, LIST_INTERVAL);
  }
}
