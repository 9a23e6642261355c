import { type ErrorCodeTraits, TaskError, type TaskErrorOptions } from '@poppobuilder/core';
import { registerErrorCodes } from '@poppobuilder/core/runner-kit';

declare module '@poppobuilder/core' {
  interface RegisteredErrorCodes {
    readonly GITHUB_FAILED: true;
  }
}

/** The error codes of this package. */
export const GITHUB_ERROR_CODES: Readonly<Record<'GITHUB_FAILED', ErrorCodeTraits>> = registerErrorCodes({
  GITHUB_FAILED: { exitCode: 1, retryable: false, meaning: 'A call to GitHub failed.' },
});

/** A call that GitHub rejected or did not answer. */
export class GitHubError extends TaskError {
  /** HTTP status of the response; absent without a response. */
  readonly status: number | undefined;

  constructor(options: TaskErrorOptions & { readonly status?: number | undefined }) {
    super({ component: 'github', ...options });
    this.status = options.status;
  }
}

/** Returns the HTTP status of an error from GitHub; `undefined` for any other error. */
export function statusOf(error: unknown): number | undefined {
  return TaskError.is(error) && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined;
}
