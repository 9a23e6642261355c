import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { BOUND } from './settings.ts';

/** Milliseconds between two looks. */
const LOOK = 40;

/** Looks until what is seen is as it shall be, and gives that. Fails with what was seen last when it takes too long. */
export async function until<T>(
  look: () => T | Promise<T>,
  isDone: (seen: T) => boolean,
  bound: number = BOUND,
): Promise<T> {
  const end = performance.now() + bound;
  for (;;) {
    const seen = await look();
    if (isDone(seen)) return seen;
    assert.ok(performance.now() < end, `not within ${bound} ms; seen last: ${JSON.stringify(seen)}`);
    await setTimeout(LOOK);
  }
}
