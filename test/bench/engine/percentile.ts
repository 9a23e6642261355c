/** The value that `at` of 100 are not over. */
export function percentile(values: readonly number[], at: number): number {
  return values.toSorted((a, b) => a - b)[Math.ceil((values.length * at) / 100) - 1] ?? Number.NaN;
}
