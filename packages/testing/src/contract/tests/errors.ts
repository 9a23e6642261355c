import { types } from 'node:util';
import { TaskError } from '@poppobuilder/core';
import { type ContractTest, fail } from '../contract-test.ts';

export const errorsAreCoded: ContractTest = {
  title: 'error: every error has a code',
  async verify(context) {
    for (const [name, { thrown, abandoned }] of await context.allTrials()) {
      if (abandoned || IS_ASKED_TO_STOP.has(name)) continue;
      for (const error of thrown) {
        const problem = problemOf(error);
        if (problem !== undefined) fail(`${problem} (${name}). ${ADVICE}`, error);
      }
    }
  },
};

/** What is thrown then becomes the runner's own error. */
const IS_ASKED_TO_STOP: ReadonlySet<string> = new Set(['cancelled', 'cancelled later', 'timed out']);

const ADVICE =
  "Throw a TaskError with a code of PoppoBuilder, or with your own as '<package>/<CODE>', and keep the reason as its cause.";

/** One of PoppoBuilder, or of a package: `<package>/<CODE>`. */
const CODE = /^(@?[\w.-]+\/)*[A-Z][A-Z0-9_]*$/;

/** Errors of Node and of most libraries have a code, too. */
function problemOf(error: unknown): string | undefined {
  if (!types.isNativeError(error)) return `The handler throws something that is no error: ${typeof error}`;
  const { code } = error as Error & { readonly code?: unknown };
  if (TaskError.is(error)) {
    return CODE.test(error.code)
      ? undefined
      : `The handler throws an error with the code ${JSON.stringify(code)}`;
  }
  return typeof code === 'string'
    ? undefined
    : `The handler throws an error without a code: ${error.message}`;
}
