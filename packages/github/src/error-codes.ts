import { type ErrorCodeTraits, registerErrorCodes } from '@poppobuilder/core';

declare module '@poppobuilder/core' {
  interface RegisteredErrorCodes {
    readonly GITHUB_FAILED: true;
  }
}

/** The error codes of this package. */
export const GITHUB_ERROR_CODES: Readonly<Record<'GITHUB_FAILED', ErrorCodeTraits>> = registerErrorCodes({
  GITHUB_FAILED: { exitCode: 1, retryable: false, meaning: 'A call to GitHub failed.' },
});
