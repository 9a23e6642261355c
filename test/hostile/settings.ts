import { inject } from 'vitest';

/** Cases of each property, and the seed that decides them. */
export const parameters: { readonly numRuns: number; readonly seed: number } = {
  numRuns: inject('counts').hostileInputs,
  seed: inject('seed'),
};

/** Milliseconds that a test with so many cases may take; one case is over in about one. */
export const TIME_LIMIT: number = 30_000 + parameters.numRuns * 20;
