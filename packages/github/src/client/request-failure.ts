import type { RequestError } from '@octokit/request-error';

/** Whether an error comes from octokit. Checks its name, because its class is loaded only with the client. */
export function isRequestError(error: unknown): error is RequestError {
  return error instanceof Error && error.name === 'HttpError' && 'status' in error && 'request' in error;
}

/** How many causes of an error are inspected: `fetch` reports the reason only in its cause. */
const MAX_CAUSES = 4;

/** Whether the handler's permissions deny it the network. */
export function isDenied(error: unknown): boolean {
  let cause = error;
  for (let depth = 0; depth < MAX_CAUSES && cause instanceof Error; depth += 1) {
    if ('code' in cause && cause.code === 'ERR_ACCESS_DENIED') return true;
    cause = cause.cause;
  }
  return false;
}
