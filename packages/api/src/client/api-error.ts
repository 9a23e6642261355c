import { assertArgument } from './assert-argument.ts';

/** Options of an {@link ApiError}. */
export interface ApiErrorOptions {
  readonly status: number;
  readonly code: string;
  readonly message: string;
  readonly hint?: string | undefined;
  readonly data?: unknown;
}

/** What a daemon answers with a status other than 2xx. */
export class ApiError extends Error {
  /** The status of HTTP. */
  readonly status: number;
  /** What went wrong; codes are permanent. */
  readonly code: string;
  /** How to fix it. */
  readonly hint: string | undefined;
  readonly data: unknown;

  /** Throws an error with the code `INVALID_TASK` when the status, the code or the message is missing. */
  constructor(options: ApiErrorOptions) {
    const { status, code, message, hint, data } = { ...options };
    const isComplete = typeof status === 'number' && typeof code === 'string' && typeof message === 'string';
    assertArgument(isComplete, 'new ApiError()', '"status" must be a number, "code" and "message" strings');
    super(message);
    this.name = 'ApiError';
    this.status = status;
    this.code = code;
    this.hint = hint;
    this.data = data;
  }
}
