/**
 * Why a server could not be used.
 *
 * - `INVALID_CONFIG`: the folder or the options cannot be used as they are.
 * - `COMPONENT_FAILED`: the programs of Postgres are missing or cannot run on this machine.
 * - `DATABASE_UNAVAILABLE`: the server could not be started or did not answer in time.
 */
export type EmbeddedPostgresErrorCode = 'INVALID_CONFIG' | 'COMPONENT_FAILED' | 'DATABASE_UNAVAILABLE';

/** What an {@link EmbeddedPostgresError} is made of. */
export interface EmbeddedPostgresErrorOptions {
  readonly code: EmbeddedPostgresErrorCode;
  /** What happened, why, and what to do next, in full sentences. */
  readonly message: string;
  /** @defaultValue true for `DATABASE_UNAVAILABLE`, false otherwise */
  readonly retryable?: boolean | undefined;
  readonly cause?: unknown;
}

const INCOMPLETE: EmbeddedPostgresErrorOptions = {
  code: 'INVALID_CONFIG',
  message: 'The options of an error are not valid: "code" and "message" must be strings.',
};

const BRAND = Symbol.for('poppobuilder.EmbeddedPostgresError');

/** The error that this package rejects with. Its message says what happened, why, and what to do next. */
export class EmbeddedPostgresError extends Error {
  readonly code: EmbeddedPostgresErrorCode;
  /** Whether the same call may succeed later. */
  readonly retryable: boolean;

  /** Throws an `INVALID_CONFIG` when the code or the message is no text. */
  constructor(options: EmbeddedPostgresErrorOptions) {
    const { code, message, retryable, cause } = { ...options };
    if (typeof code !== 'string' || typeof message !== 'string') throw new EmbeddedPostgresError(INCOMPLETE);
    super(message, cause === undefined ? undefined : { cause });
    this.code = code;
    this.retryable = retryable ?? code === 'DATABASE_UNAVAILABLE';
    Object.defineProperty(this, BRAND, { value: true });
    Object.defineProperty(this, 'name', {
      value: 'EmbeddedPostgresError',
      configurable: true,
      writable: true,
    });
  }

  /** Whether a value is such an error, also one of another copy of this package. */
  static is(value: unknown): value is EmbeddedPostgresError {
    return value instanceof Error && BRAND in value;
  }
}

/** Returns why something failed, as a text without a full stop at its end. */
export function reasonOf(cause: unknown): string {
  const reason = cause instanceof Error ? cause.message || cause.name : String(cause);
  return reason.replace(/\.$/, '');
}
