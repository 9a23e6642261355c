import { createHash } from 'node:crypto';
import { beforeEach, inject } from 'vitest';
import { sample } from './random.ts';

/**
 * Runs each test of this suite in as many of its variants as `counts.variants` says: the seed and the test's title select
 * them. Called in the suite of each variant, which all have the same tests; elsewhere a test is shown as skipped.
 */
export function sampleVariants<T>(variant: T, variants: readonly T[]): void {
  beforeEach(({ task, skip }) => {
    const seed = inject('seed') ^ createHash('sha256').update(task.name).digest().readInt32LE();
    const selected = sample(variants, inject('counts').variants, seed);
    skip(!selected.includes(variant), 'It runs in another variant.');
  });
}
