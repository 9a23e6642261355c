import type { ErrorCodeTraits } from '@poppobuilder/core';
import { registerErrorCodes } from '@poppobuilder/core/runner-kit';

declare module '@poppobuilder/core' {
  interface RegisteredErrorCodes {
    readonly NO_PROGRESS: true;
    readonly APPROVAL_NEEDED: true;
  }
}

/** The error codes of this package. */
export const WORK_ERROR_CODES: Readonly<Record<'NO_PROGRESS' | 'APPROVAL_NEEDED', ErrorCodeTraits>> =
  registerErrorCodes({
    NO_PROGRESS: {
      exitCode: 1,
      retryable: false,
      meaning: 'Attempts with a coding agent fail without getting any further.',
    },
    APPROVAL_NEEDED: {
      exitCode: 1,
      retryable: false,
      meaning: 'The task waits until a person has approved its plan.',
    },
  });
