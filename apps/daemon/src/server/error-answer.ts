import type { ErrorBody } from '@poppobuilder/api';
import { TaskError } from '@poppobuilder/core';

/** The status for each code; all others are 500. */
const STATUSES: Readonly<Record<string, number>> = {
  INVALID_TASK: 400,
  UNKNOWN_TASK_TYPE: 400,
  INVALID_PROJECT_PATH: 400,
  INVALID_CONFIG: 400,
  INVALID_REQUEST: 400,
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  TASK_NOT_FOUND: 404,
  PROJECT_NOT_FOUND: 404,
  CONFLICT: 409,
  PAYLOAD_TOO_LARGE: 413,
  UNSUPPORTED_MEDIA_TYPE: 415,
  MISDIRECTED_REQUEST: 421,
  RATE_LIMITED: 429,
  DATABASE_UNAVAILABLE: 503,
};

/** An error as the API answers it. */
export interface ErrorAnswer {
  readonly status: number;
  readonly body: ErrorBody;
}

/** Returns the answer to a request that failed. What has no code of ours is a defect, of which nothing is told. */
export function answerTo(error: unknown): ErrorAnswer {
  const known = TaskError.is(error) ? error : ofFastify(error);
  if (known === undefined) {
    const message = 'The daemon could not answer because of a defect. Its log says more.';
    return { status: 500, body: { code: 'INTERNAL_ERROR', message } };
  }
  const { code, message, hint, fields } = known;
  return {
    status: STATUSES[code] ?? 500,
    body: {
      code,
      message,
      ...(hint === undefined ? {} : { hint }),
      ...(fields === undefined ? {} : { data: { fields: [...fields] } }),
    },
  };
}

/** Errors of the framework, by the status that it has for them. */
function ofFastify(error: unknown): TaskError | undefined {
  const { statusCode } = Object(error) as { readonly statusCode?: unknown };
  if (statusCode === 413) {
    return new TaskError({ code: 'PAYLOAD_TOO_LARGE', message: 'The body of the request is too large.' });
  }
  if (statusCode === 415) {
    const message = 'The body of the request must be JSON. Send it with "content-type: application/json".';
    return new TaskError({ code: 'UNSUPPORTED_MEDIA_TYPE', message });
  }
  if (typeof statusCode !== 'number' || statusCode < 400 || statusCode > 499) return undefined;
  const reason = error instanceof Error ? error.message : 'It cannot be read';
  return new TaskError({ code: 'INVALID_REQUEST', message: `The request is not valid: ${reason}.` });
}
