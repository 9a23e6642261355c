import { TaskError } from '@poppobuilder/core';
import { callable, keepStart, nonEmptyText, parseArgument } from '@poppobuilder/core/runner-kit';
import type { RequestError } from '@octokit/request-error';
import { z } from 'zod';
import { GitHubError } from '../github-error.ts';
import { isRateLimit, limitEnd } from './rate-limit.ts';
import { isDenied, isRequestError } from './request-failure.ts';

/** The call that failed, and how its secrets are masked. */
export interface FailedCall {
  /** What was called, as the message names it. */
  readonly route: string;
  /** Masks secrets in texts. @defaultValue masks nothing: octokit shows no token in its errors */
  readonly redact?: ((text: string) => string) | undefined;
}

const ADVICE: Readonly<Record<number, string>> = {
  401: 'The token was refused: it is wrong, expired or revoked. Make a new one; it needs write access to contents, issues and pull requests.',
  403: 'The token may not do this. It needs write access to contents, issues and pull requests of the repository; a locked conversation takes no comments.',
  404: 'It does not exist, was deleted, or the token cannot see it.',
  409: 'It is in conflict with the present state of the repository.',
  410: 'It is gone: it was deleted, or the repository has this part switched off.',
  422: 'GitHub understood the call but cannot do it as it is.',
  451: 'GitHub has taken it down for legal reasons.',
};

const failedCall = z.strictObject({
  route: nonEmptyText,
  redact: callable<(text: string) => string>().optional(),
});

/**
 * Returns the error of a call that was made with `GitHub.octokit()` as a `TaskError`, as those of `GitHub.request()` are. Throws
 * `INVALID_TASK`.
 */
export function explainFailure(error: unknown, call: FailedCall): TaskError {
  const { route, redact } = parseArgument(failedCall, call, { of: 'explainFailure()', name: 'call' });
  if (TaskError.is(error)) return error;
  if (isDenied(error)) {
    return new TaskError({
      code: 'PERMISSION_DENIED',
      message: `The handler has no access to the network, so ${route} was not sent to GitHub.`,
      hint: 'Declare the permission in the handler: permissions: { network: true }.',
      component: 'github',
      cause: error,
      redact,
    });
  }
  if (!isRequestError(error) || error.response === undefined) {
    return new GitHubError({
      code: 'GITHUB_FAILED',
      message: `GitHub did not answer ${route}: ${reasonOf(error)}. Check the network and github.baseUrl, then try again.`,
      retryable: true,
      cause: error,
      redact,
    });
  }
  if (isRateLimit(error)) return limited(error, { route, redact });
  const { status } = error;
  const isTransient = status >= 500 || status === 408;
  const advice = ADVICE[status] ?? (isTransient ? 'Try again later.' : 'Another attempt will not change it.');
  return new GitHubError({
    code: 'GITHUB_FAILED',
    status,
    message: `GitHub answered ${route} with ${status}: ${sentence(error.message)} ${advice}`,
    retryable: isTransient,
    cause: error,
    redact,
  });
}

function limited(error: RequestError, { route, redact }: FailedCall): TaskError {
  const now = Date.now();
  const end = limitEnd(error, now);
  const until = new Date(end).toISOString();
  return new TaskError({
    code: 'RATE_LIMITED',
    message: `GitHub's rate limit is exhausted: ${route} was refused with ${error.status}. The limit resets at ${until}.`,
    hint: 'Try again then, or raise github.maxWait so that calls wait longer.',
    retryAfter: end - now,
    deferred: true,
    component: 'github',
    cause: error,
    redact,
  });
}

/** Maximum length of GitHub's own message: a proxy may answer with a whole page. In characters. */
const MAX_REASON = 300;

function sentence(text: string): string {
  const line = keepStart(text.replaceAll(/\s+/g, ' ').trim(), MAX_REASON);
  return /[.!?]$/.test(line) ? line : `${line}.`;
}

function reasonOf(error: unknown): string {
  if (!(error instanceof Error)) return 'it failed for an unknown reason';
  const { cause } = error;
  if (cause instanceof Error && cause.name === 'TimeoutError') return 'it took too long';
  return error.message.replace(/\.$/, '') || error.name;
}
