/** Cases of each property. `HOSTILE_CASES` sets it; @defaultValue 2000 */
export const CASES: number = Number(process.env['HOSTILE_CASES'] ?? 2_000);

/** Seed of the cases; `HOSTILE_SEED` repeats a run. */
export const SEED: number = Number(process.env['HOSTILE_SEED'] ?? Date.now() % 2 ** 31);

/** Milliseconds that a test with so many cases may take; one case is over in about one. */
export const TIME_LIMIT: number = 30_000 + CASES * 20;

console.log(`hostile input: ${CASES} cases of each property, HOSTILE_SEED=${SEED}`);
