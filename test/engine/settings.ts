/** How long tests wait: far more than needed, as it only detects a test that hangs. In milliseconds. */
export const BOUND = 60_000;
