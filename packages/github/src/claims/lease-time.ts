/** How long a claim counts without being renewed, in milliseconds (10 minutes). */
export const LEASE_TIME = 600_000;
