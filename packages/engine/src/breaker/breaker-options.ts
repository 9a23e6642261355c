/** When circuit breakers hold tasks. */
export interface BreakerOptions {
  /** How many attempts in a row fail in the same way before tasks are held. @defaultValue 5 */
  readonly failures?: number | undefined;
  /** How long they are held before one of them goes first; doubles each time that it fails. In milliseconds. @defaultValue 60000 */
  readonly delay?: number | undefined;
  /** The longest such time. In milliseconds. @defaultValue 3600000 (1 hour) */
  readonly maxDelay?: number | undefined;
}

const DEFAULTS = { failures: 5, delay: 60_000, maxDelay: 3_600_000 };

/** Options with a value for each. */
export type ResolvedBreaker = Readonly<typeof DEFAULTS>;

/** Returns options with their defaults filled in. */
export function resolveBreaker({ failures, delay, maxDelay }: BreakerOptions = {}): ResolvedBreaker {
  return {
    failures: failures ?? DEFAULTS.failures,
    delay: delay ?? DEFAULTS.delay,
    maxDelay: maxDelay ?? DEFAULTS.maxDelay,
  };
}
