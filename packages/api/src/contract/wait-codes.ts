/** The codes of wait reasons. */
export const WAIT_CODES = [
  'SLOT',
  'ORDER',
  'CONCURRENCY',
  'RATE',
  'SCHEDULED',
  'RETRY',
  'DEPENDENCY',
  'APPROVAL',
  'HOLD',
  'BUDGET',
  'USAGE_LIMIT',
  'ACTIVE_HOURS',
  'MEMORY',
  'LABELS',
  'NO_CONSUMER',
] as const;
