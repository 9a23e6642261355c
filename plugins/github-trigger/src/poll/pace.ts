/** Polls without news after which a repository counts as quiet. */
const QUIET_AFTER = 10;

/** How much slower a quiet repository is polled. */
const MAX_FACTOR = 4;

/** The longest time between polls that slowing down leads to. In milliseconds. */
const MAX_PAUSE = 600_000;

/** How far the time between polls varies, so that projects do not all poll at once. */
const JITTER = 0.1;

/**
 * Returns how long to pause before the next poll, which is asked for every `every` milliseconds. A repository without news
 * is polled less and less often, down to a quarter.
 */
export function pauseAfter(quiet: number, every: number, random: () => number = Math.random): number {
  const factor = Math.min(MAX_FACTOR, 1 + Math.floor(quiet / QUIET_AFTER));
  // The schedule itself keeps the distance as long as there are news.
  if (factor === 1) return 0;
  const pause = Math.min(Math.max(every, MAX_PAUSE), every * factor);
  return pause * (1 - JITTER * random()) - every / 2;
}
