/** Seed of what is drawn; printed, so that a run can be repeated by `GITHUB_FAULTS_SEED`. */
const SEED: number = Number(process.env['GITHUB_FAULTS_SEED'] ?? Date.now() % 1_000_000);

/** Whether all is tried in place of a sample: `GITHUB_FAULTS=all`. */
const TRIES_ALL: boolean = process.env['GITHUB_FAULTS'] === 'all';

/** Draws some of a list, in an order of chance; all of them with `GITHUB_FAULTS=all`. */
export function sample<T>(items: readonly T[], size: number): readonly T[] {
  const count = TRIES_ALL ? items.length : Math.min(size, items.length);
  process.stdout.write(`${count} of ${items.length} cases, GITHUB_FAULTS_SEED=${SEED}\n`);
  if (TRIES_ALL) return items;
  const next = randomNumbers(SEED);
  return items
    .map((item) => ({ item, place: next() }))
    .toSorted((a, b) => a.place - b.place)
    .slice(0, size)
    .map(({ item }) => item);
}

/** Numbers from 0 to 1 that a seed decides (mulberry32). */
function randomNumbers(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d_2b_79_f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}
