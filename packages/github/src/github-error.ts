import { TaskError, type TaskErrorOptions } from '@poppobuilder/core';
import './error-codes.ts';

/** A call that GitHub rejected or did not answer. */
export class GitHubError extends TaskError {
  /** HTTP status of the response; absent without a response. */
  readonly status: number | undefined;

  constructor({ status, ...options }: TaskErrorOptions & { readonly status?: number | undefined }) {
    super({ component: 'github', ...options });
    this.status = status;
  }
}

/** Returns the HTTP status of an error from GitHub; `undefined` for any other error. */
export function statusOf(error: unknown): number | undefined {
  return TaskError.is(error) && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined;
}
