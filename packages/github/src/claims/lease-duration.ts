/** How long a claim is valid without a renewal: 10 minutes. In milliseconds. */
export const LEASE_DURATION = 600_000;
