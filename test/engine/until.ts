import assert from 'node:assert/strict';
import { setTimeout } from 'node:timers/promises';
import { BOUND } from './settings.ts';

/** In milliseconds. */
const POLL_INTERVAL = 40;

/** Reads a value until a condition holds, and returns it. Fails with the last value when that takes too long. */
export async function until<T>(
  read: () => T | Promise<T>,
  isDone: (seen: T) => boolean,
  bound: number = BOUND,
): Promise<T> {
  const end = performance.now() + bound;
  for (;;) {
    const seen = await read();
    if (isDone(seen)) return seen;
    assert.ok(performance.now() < end, `not within ${bound} ms; seen last: ${JSON.stringify(seen)}`);
    await setTimeout(POLL_INTERVAL);
  }
}
