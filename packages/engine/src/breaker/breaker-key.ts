/** Returns the id of the hold of a circuit breaker, which is also its key. */
export const breakerHold = (key: string): string => `breaker:${key}`;
