import type { RunnerMiddleware } from '@poppobuilder/core';

/** A burst ends when no delivery has come for as long as this. In milliseconds, as all times here. */
const QUIET = 20;

/** How long a burst keeps a delivery from being handled at most, counted from when that one came. */
const MAX_WAIT = 2_000;

/**
 * Delays the handling of deliveries until all of their burst are stored: both need the same processors and the same
 * database, and only the storing has a sender who waits for it. A delivery that comes alone is handled at once.
 */
export class DeliveryBursts {
  /** When the last deliveries came, by the ids of their tasks, the oldest first. */
  readonly #receivedAt = new Map<string, number>();
  #last: { readonly taskId: string; readonly at: number } | undefined;

  /** Notes that a delivery has come, which becomes this task. */
  note(taskId: string): void {
    const at = performance.now();
    for (const [known, receivedAt] of this.#receivedAt) {
      if (at - receivedAt <= MAX_WAIT) break;
      this.#receivedAt.delete(known);
    }
    this.#receivedAt.set(taskId, at);
    this.#last = { taskId, at };
  }

  /** Belongs in front of the runner of triggers. */
  readonly middleware: RunnerMiddleware = async (task, next, { signal }) => {
    const { id } = task;
    const left = (): number => (signal?.aborted === true ? 0 : this.#waitFor(id));
    for (let wait = left(); wait > 0; wait = left()) {
      await new Promise((resolve) => setTimeout(resolve, wait));
    }
    this.#receivedAt.delete(id);
    return next(task);
  };

  /** Returns the milliseconds after which the delivery may be handled, or has to ask again. */
  #waitFor(taskId: string): number {
    const receivedAt = this.#receivedAt.get(taskId);
    const last = this.#last;
    if (receivedAt === undefined || last === undefined || last.taskId === taskId) return 0;
    const now = performance.now();
    return Math.min(last.at + QUIET - now, receivedAt + MAX_WAIT - now);
  }
}
