import type { ErrorCodeTraits } from '@poppobuilder/core';
import { registerErrorCodes } from '@poppobuilder/core/runner-kit';

declare module '@poppobuilder/core' {
  interface RegisteredErrorCodes {
    readonly DAEMON_RUNNING: true;
    readonly UNAUTHENTICATED: true;
    readonly FORBIDDEN: true;
    readonly MISDIRECTED_REQUEST: true;
    readonly INVALID_REQUEST: true;
    readonly NOT_FOUND: true;
    readonly PROJECT_NOT_FOUND: true;
    readonly CONFLICT: true;
    readonly PAYLOAD_TOO_LARGE: true;
    readonly UNSUPPORTED_MEDIA_TYPE: true;
    readonly INTERNAL_ERROR: true;
  }
}

/** A code of the daemon. */
export type DaemonErrorCode =
  | 'DAEMON_RUNNING'
  | 'UNAUTHENTICATED'
  | 'FORBIDDEN'
  | 'MISDIRECTED_REQUEST'
  | 'INVALID_REQUEST'
  | 'NOT_FOUND'
  | 'PROJECT_NOT_FOUND'
  | 'CONFLICT'
  | 'PAYLOAD_TOO_LARGE'
  | 'UNSUPPORTED_MEDIA_TYPE'
  | 'INTERNAL_ERROR';

/** The error codes of the daemon. */
export const DAEMON_ERROR_CODES: Readonly<Record<DaemonErrorCode, ErrorCodeTraits>> = registerErrorCodes({
  DAEMON_RUNNING: { exitCode: 1, retryable: false, meaning: 'A daemon already runs in this home folder.' },
  UNAUTHENTICATED: { exitCode: 1, retryable: false, meaning: 'The request has no valid token.' },
  FORBIDDEN: { exitCode: 1, retryable: false, meaning: 'The role or the origin may not do this.' },
  MISDIRECTED_REQUEST: { exitCode: 1, retryable: false, meaning: 'The request is for another host.' },
  INVALID_REQUEST: { exitCode: 2, retryable: false, meaning: 'The request is not valid.' },
  NOT_FOUND: { exitCode: 2, retryable: false, meaning: 'There is nothing with this name.' },
  PROJECT_NOT_FOUND: { exitCode: 2, retryable: false, meaning: 'The configuration has no such project.' },
  CONFLICT: { exitCode: 1, retryable: false, meaning: 'The state of the thing does not allow this.' },
  PAYLOAD_TOO_LARGE: { exitCode: 2, retryable: false, meaning: 'The body is too large.' },
  UNSUPPORTED_MEDIA_TYPE: { exitCode: 2, retryable: false, meaning: 'The body is not JSON.' },
  INTERNAL_ERROR: { exitCode: 1, retryable: false, meaning: 'The daemon has a defect.' },
});
