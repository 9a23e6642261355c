import type { RequestError } from '@octokit/request-error';

/** Whether an error is octokit's own. Told by its name: its class is loaded only with the client. */
export function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && error.name === 'HttpError' && 'status' in error && 'request' in error;
}

/** How deep the causes of an error are followed: `fetch` says why only in its cause. */
const DEPTH = 4;

/** Whether the permissions of the handler keep it from the network. */
export function isDenied(error: unknown): boolean {
  let cause = error;
  for (let depth = 0; depth < DEPTH && cause instanceof Error; depth += 1) {
    if ('code' in cause && cause.code === 'ERR_ACCESS_DENIED') return true;
    cause = cause.cause;
  }
  return false;
}
