import { type ErrorCodeTraits, registerErrorCodes } from '@poppobuilder/core';

declare module '@poppobuilder/core' {
  interface RegisteredErrorCodes {
    readonly AGENT_FAILED: true;
  }
}

/** The error codes of this package. */
export const AGENT_ERROR_CODES: Readonly<Record<'AGENT_FAILED', ErrorCodeTraits>> = registerErrorCodes({
  AGENT_FAILED: { exitCode: 1, retryable: false, meaning: 'The coding agent failed.' },
});
