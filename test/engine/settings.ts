/** Seed of what happens at random; `ENGINE_SEED` repeats the same kinds of kills. */
export const SEED: number = Number(process.env['ENGINE_SEED'] ?? Date.now() % 2 ** 31);

/** Rounds of kill -9. `ENGINE_ROUNDS` sets it; @defaultValue 12 */
export const ROUNDS: number = Number(process.env['ENGINE_ROUNDS'] ?? 12);

/** Worlds in which rounds run at the same time. `ENGINE_LANES` sets it; @defaultValue 4 */
export const LANES: number = Number(process.env['ENGINE_LANES'] ?? 4);

/** Milliseconds for what is waited for: far more than it takes, for it only tells a test that hangs. */
export const BOUND = 60_000;
