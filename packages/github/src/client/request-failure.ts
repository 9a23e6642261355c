import type { RequestError } from '@octokit/request-error';

/** Whether an error is octokit's own. Told by its name: its class is loaded only with the client. */
export function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && error.name === 'HttpError' && 'status' in error && 'request' in error;
}
