import { type ErrorCode, TaskError } from '@poppobuilder/core';
import { parseArgument, text } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';

/** Registered by the package itself, which need not be installed. */
const CODE: ErrorCode = 'GITHUB_FAILED' as string as ErrorCode;

/**
 * Returns the error of a call that GitHub rejects with a status, for a function in the script of `fakeGitHub()` to throw.
 *
 * @example
 * ```ts
 * fakeGitHub({ 'DELETE /repos/{owner}/{repo}/labels/{name}': () => { throw githubFailure(403); } });
 * ```
 */
export function githubFailure(status: number, message = `GitHub answered ${status}.`): TaskError {
  parseArgument(z.int(), status, { of: 'githubFailure()', name: 'status' });
  parseArgument(text, message, { of: 'githubFailure()', name: 'message' });
  const error = new TaskError({
    code: CODE,
    message,
    retryable: status >= 500,
    component: 'github',
  });
  return Object.defineProperty(error, 'status', { value: status, enumerable: true });
}

/** Returns the error for what a script does not have. */
export const notFound = (path: string): TaskError =>
  githubFailure(404, `GitHub answered 404 to ${path}. The script of fakeGitHub() has no reply to it.`);
