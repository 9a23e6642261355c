/** The longest delay that a timer can keep: 24.8 days. In milliseconds. */
export const MAX_TIMEOUT: number = 2 ** 31 - 1;
