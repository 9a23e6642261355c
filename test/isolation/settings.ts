/** Seed of what happens at random; `ISOLATION_SEED` repeats a run. */
export const SEED: number = Number(process.env['ISOLATION_SEED'] ?? Date.now() % 2 ** 31);

/** Rounds of kill -9 for each isolation. `ISOLATION_ROUNDS` sets it; @defaultValue 300 */
export const ROUNDS: number = Number(process.env['ISOLATION_ROUNDS'] ?? 300);

/** Milliseconds for what is waited for: far more than it takes, for it only tells a test that hangs. */
export const BOUND = 30_000;

/** Numbers from 0 to below 1, the same for the same seed. */
export function randomFrom(seed: number): () => number {
  let state = Math.imul(seed ^ 0x9e3779b9, 0x85ebca6b) >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

/** One of several. */
export function pick<T>(random: () => number, values: readonly T[]): T | undefined {
  return values[Math.floor(random() * values.length)];
}
