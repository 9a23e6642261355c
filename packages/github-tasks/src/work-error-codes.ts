import type { ErrorCodeTraits } from '@poppobuilder/core';
import { registerErrorCodes } from '@poppobuilder/core/runner-kit';

declare module '@poppobuilder/core' {
  interface RegisteredErrorCodes {
    readonly NO_PROGRESS: true;
  }
}

/** The error codes of this package. */
export const WORK_ERROR_CODES: Readonly<Record<'NO_PROGRESS', ErrorCodeTraits>> = registerErrorCodes({
  NO_PROGRESS: {
    exitCode: 1,
    retryable: false,
    meaning: 'Attempts with a coding agent fail without getting any further.',
  },
});
