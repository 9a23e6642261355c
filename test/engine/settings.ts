/** Milliseconds for what is waited for: far more than it takes, for it only tells a test that hangs. */
export const BOUND = 60_000;
