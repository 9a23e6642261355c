import { type ErrorCodeTraits, registerErrorCodes } from '@poppobuilder/core';

declare module '@poppobuilder/core' {
  interface RegisteredErrorCodes {
    readonly GIT_FAILED: true;
  }
}

/** The error codes of this package. */
export const WORKSPACE_ERROR_CODES: Readonly<Record<'GIT_FAILED', ErrorCodeTraits>> = registerErrorCodes({
  GIT_FAILED: { exitCode: 1, retryable: false, meaning: 'A git operation failed.' },
});
