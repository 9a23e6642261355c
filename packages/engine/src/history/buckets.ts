/** How many buckets of durations there are to a doubling: a bucket is wrong by at most 4.5 %. */
const BUCKETS_PER_DOUBLING = 8;

/** Returns an expression for the bucket of an interval. Durations below a millisecond count as one. */
export const bucketOf = (interval: string): string =>
  `round(${BUCKETS_PER_DOUBLING} * log(2, greatest(extract(epoch FROM ${interval}) * 1000, 1)))::smallint`;

/** Returns the duration that a bucket stands for. In milliseconds. */
export const durationOf = (bucket: number): number => Math.round(2 ** (bucket / BUCKETS_PER_DOUBLING));
