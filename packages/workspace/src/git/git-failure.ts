import { type ErrorCodeTraits, type Masker, TaskError } from '@poppobuilder/core';
import { keepEnd, registerErrorCodes } from '@poppobuilder/core/runner-kit';

declare module '@poppobuilder/core' {
  interface RegisteredErrorCodes {
    readonly GIT_FAILED: true;
  }
}

/** The error codes of this package. */
export const WORKSPACE_ERROR_CODES: Readonly<Record<'GIT_FAILED', ErrorCodeTraits>> = registerErrorCodes({
  GIT_FAILED: { exitCode: 1, retryable: false, meaning: 'A git operation failed.' },
});

/** Options of {@link gitFailed}. */
export interface GitFailure {
  readonly message: string;
  readonly hint?: string | undefined;
  /** @defaultValue false */
  readonly retryable?: boolean | undefined;
  readonly cause?: unknown;
}

/** Returns a `GIT_FAILED` error with secrets masked. */
export function gitFailed({ retryable = false, ...failure }: GitFailure, masker: Masker): TaskError {
  return new TaskError({
    ...failure,
    code: 'GIT_FAILED',
    retryable,
    component: 'workspace',
    redact: masker.text,
  });
}

/** Why a remote refused or could not be reached, according to git. */
export type RemoteTrouble = 'unreachable' | 'unauthorized' | 'other';

const UNAUTHORIZED =
  /Authentication failed|could not read (Username|Password)|returned error: 40[13]|Permission denied \(|Permission to .* denied|Write access to repository not granted|Invalid username or (password|token)/i;

const UNREACHABLE =
  /Could not resolve (host|proxy)|Failed to connect|Could not connect|Connection (refused|reset|timed out|closed)|Operation timed out|Network is unreachable|No route to host|returned error: (429|5\d\d)|RPC failed|unexpected disconnect|hung up unexpectedly|early EOF|Empty reply|transfer closed|gnutls|SSL_(read|connect)|Recv failure|Send failure/i;

/** Returns the kind of a remote failure, from git's standard error. */
export function remoteProblem(stderr: string): RemoteTrouble {
  if (UNAUTHORIZED.test(stderr)) return 'unauthorized';
  return UNREACHABLE.test(stderr) ? 'unreachable' : 'other';
}

const BY_SSH = /^ssh: |^Host key verification failed|Permission denied \(publickey/m;

/** Returns a hint for a remote failure; `undefined` when only waiting helps. */
export function remoteHint(stderr: string, problem: RemoteTrouble): string | undefined {
  if (BY_SSH.test(stderr)) {
    return 'The token counts for https alone: name the https address of the repository in github.cloneUrl.';
  }
  return problem === 'unauthorized'
    ? 'Check that the token is valid, and that it may read the repository and write its contents.'
    : undefined;
}

/** Maximum length of standard error in a message. In characters. */
const MAX_QUOTE_LENGTH = 1_500;

/** Returns the end of standard error as one line, without git's prefixes. */
export function quoted(stderr: string): string {
  const lines = stderr
    .split(/[\n\r]+/)
    .map((line) => line.replace(/^(fatal|error|remote|hint):\s*/, '').trim())
    .filter((line) => line !== '');
  return keepEnd(lines.join(' '), MAX_QUOTE_LENGTH);
}
