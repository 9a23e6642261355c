import type { ErrorCodeTraits } from '@poppobuilder/core';
import { registerErrorCodes } from '@poppobuilder/core/runner-kit';

declare module '@poppobuilder/core' {
  interface RegisteredErrorCodes {
    readonly APPROVAL_NEEDED: true;
  }
}

/** The error codes of this package. */
export const WORK_ERROR_CODES: Readonly<Record<'APPROVAL_NEEDED', ErrorCodeTraits>> = registerErrorCodes({
  APPROVAL_NEEDED: {
    exitCode: 1,
    retryable: false,
    meaning: 'The task waits until a person has approved its plan.',
  },
});
