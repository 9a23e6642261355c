import { TaskError } from '@poppobuilder/core';
import type { Engine } from '@poppobuilder/engine';
import { type CapState, describeReached } from './cap-state.ts';
import { HOLD_PREFIX } from './caps.ts';

/** The holds of caps that are reached. */
export class BudgetHolds {
  readonly #holds: Engine['holds'];

  constructor(holds: Engine['holds']) {
    this.#holds = holds;
  }

  /** Places the holds of caps that are reached. If these are all, other holds of caps are released. */
  async apply(reached: readonly CapState[], { isComplete }: { readonly isComplete: boolean }): Promise<void> {
    if (reached.length === 0 && !isComplete) return;
    const placed = (await this.#holds.list()).filter(({ id }) => id.startsWith(HOLD_PREFIX));
    for (const state of reached) {
      const { hold, until } = state.cap;
      const message = describeReached(state);
      const known = placed.find(({ id }) => id === hold.id);
      if (known?.reason.message === message && known.until?.getTime() === until?.getTime()) continue;
      await this.#holds.place({ ...hold, reason: { code: 'BUDGET', message }, until, by: 'budgets' });
    }
    if (!isComplete) return;
    const needed = new Set(reached.map(({ cap }) => cap.hold.id));
    for (const { id } of placed) {
      if (!needed.has(id)) await this.#release(id);
    }
  }

  async #release(id: string): Promise<void> {
    try {
      await this.#holds.release(id);
    } catch (error) {
      // It has ended meanwhile.
      if (!TaskError.is(error) || error.code !== 'TASK_NOT_FOUND') throw error;
    }
  }
}
