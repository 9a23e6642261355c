import { TaskError, type TaskErrorOptions } from '@poppobuilder/core';
import './error-codes.ts';

/** A call that GitHub refused or did not answer. */
export class GitHubError extends TaskError {
  /** Status of the answer; absent when none came. */
  readonly status: number | undefined;

  constructor({ status, ...options }: TaskErrorOptions & { readonly status?: number | undefined }) {
    super({ component: 'github', ...options });
    this.status = status;
  }
}

/** The status that GitHub answered with, when the error is from GitHub. */
export function statusOf(error: unknown): number | undefined {
  return TaskError.is(error) && 'status' in error && typeof error.status === 'number'
    ? error.status
    : undefined;
}
