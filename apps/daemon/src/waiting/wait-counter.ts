import type { Engine, WaitTotals } from '@poppobuilder/engine';

/** How long a count is good for. In milliseconds. */
const MIN_AGE = 1_000;

/** A count of a long queue is good for this many times as long as it took, so that pages do not keep the database busy. */
const SHARE = 10;

/** Returns what counts waiting tasks by reason: once for everybody who asks at about the same time. */
export function createWaitCounter({ tasks }: Pick<Engine, 'tasks'>): () => Promise<WaitTotals> {
  let counted: Promise<WaitTotals> | undefined;
  let validUntil = 0;
  return async () => {
    const now = performance.now();
    if (counted !== undefined && now < validUntil) return counted;
    validUntil = Number.POSITIVE_INFINITY;
    counted = tasks.waiting();
    try {
      const totals = await counted;
      const end = performance.now();
      validUntil = end + Math.max(MIN_AGE, SHARE * (end - now));
      return totals;
    } catch (error) {
      counted = undefined;
      throw error;
    }
  };
}
