/** The command line cannot be used as it is. */
export class UsageError extends Error {}
