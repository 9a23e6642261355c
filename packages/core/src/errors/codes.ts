import type { RegisteredErrorCodes } from './registered-error-codes.ts';

/** What a code stands for: the exit code of the CLI and whether a retry may help when nothing else is known. */
export interface ErrorCodeTraits {
  readonly exitCode: 1 | 2 | 124 | 130;
  readonly retryable: boolean;
  readonly meaning: string;
}

/** A code of the core. */
export type BuiltInErrorCode =
  | 'INVALID_TASK'
  | 'UNKNOWN_TASK_TYPE'
  | 'INVALID_PROJECT_PATH'
  | 'INVALID_CONFIG'
  | 'MISSING_CREDENTIALS'
  | 'COMPONENT_FAILED'
  | 'INVALID_OUTPUT'
  | 'HANDLER_FAILED'
  | 'COMMAND_FAILED'
  | 'TASK_TIMEOUT'
  | 'TASK_CANCELLED'
  | 'WORKER_CRASHED'
  | 'RESOURCE_LIMIT'
  | 'PERMISSION_DENIED'
  | 'PLUGIN_INVALID'
  | 'RATE_LIMITED'
  | 'BUDGET_EXCEEDED'
  | 'USAGE_LIMIT'
  | 'NOT_PERMITTED'
  | 'DEPENDENCY_FAILED'
  | 'DATABASE_UNAVAILABLE'
  | 'TASK_NOT_FOUND'
  | 'LEASE_LOST';

/** Every code of the core. Codes are permanent: they are added, never renamed. */
export const ERROR_CODES: Readonly<Record<BuiltInErrorCode, ErrorCodeTraits>> = {
  INVALID_TASK: { exitCode: 2, retryable: false, meaning: 'The task is not a valid task object.' },
  UNKNOWN_TASK_TYPE: { exitCode: 2, retryable: false, meaning: 'No handler is registered for the type.' },
  INVALID_PROJECT_PATH: {
    exitCode: 2,
    retryable: false,
    meaning: 'The project path is not a usable folder.',
  },
  INVALID_CONFIG: { exitCode: 2, retryable: false, meaning: 'The configuration has mistakes.' },
  MISSING_CREDENTIALS: { exitCode: 1, retryable: false, meaning: 'A credential that is needed is not set.' },
  COMPONENT_FAILED: { exitCode: 1, retryable: false, meaning: 'A service could not be created.' },
  INVALID_OUTPUT: { exitCode: 1, retryable: false, meaning: 'The handler returned something unusable.' },
  HANDLER_FAILED: { exitCode: 1, retryable: false, meaning: 'The handler failed.' },
  COMMAND_FAILED: { exitCode: 1, retryable: false, meaning: 'A command failed.' },
  TASK_TIMEOUT: { exitCode: 124, retryable: false, meaning: 'The task ran longer than its timeout.' },
  TASK_CANCELLED: { exitCode: 130, retryable: false, meaning: 'The task was cancelled.' },
  WORKER_CRASHED: { exitCode: 1, retryable: true, meaning: 'The worker process ended during the task.' },
  RESOURCE_LIMIT: { exitCode: 1, retryable: false, meaning: 'The task went over a resource limit.' },
  PERMISSION_DENIED: { exitCode: 1, retryable: false, meaning: 'The handler did not declare a permission.' },
  PLUGIN_INVALID: { exitCode: 2, retryable: false, meaning: 'A plugin cannot be used as it is.' },
  RATE_LIMITED: { exitCode: 1, retryable: true, meaning: 'A service asked to slow down.' },
  BUDGET_EXCEEDED: { exitCode: 1, retryable: false, meaning: 'The task reached its cost limit.' },
  USAGE_LIMIT: { exitCode: 1, retryable: true, meaning: 'An account reached its usage limit.' },
  NOT_PERMITTED: { exitCode: 1, retryable: false, meaning: 'The author may not start this work.' },
  DEPENDENCY_FAILED: { exitCode: 1, retryable: false, meaning: 'A task that this one depends on failed.' },
  DATABASE_UNAVAILABLE: { exitCode: 1, retryable: true, meaning: 'The database cannot be reached.' },
  TASK_NOT_FOUND: { exitCode: 2, retryable: false, meaning: 'There is no task with this id.' },
  LEASE_LOST: { exitCode: 1, retryable: true, meaning: 'Another worker took the task over.' },
};

/** A code that a package registers. */
export type RegisteredErrorCode = keyof RegisteredErrorCodes;

/** A code of PoppoBuilder, or a plugin's own as `<package>/<CODE>`. */
export type ErrorCode = BuiltInErrorCode | RegisteredErrorCode;

const known = new Map<string, ErrorCodeTraits>(Object.entries(ERROR_CODES));

/** Registers the codes of a package of PoppoBuilder, and returns them. */
export function registerErrorCodes<Code extends RegisteredErrorCode>(
  codes: Readonly<Record<Code, ErrorCodeTraits>>,
): Readonly<Record<Code, ErrorCodeTraits>> {
  for (const [code, traits] of Object.entries<ErrorCodeTraits>(codes)) known.set(code, traits);
  return codes;
}

/** Returns the exit code of the CLI for an error code: 1 for a plugin's own code, and for what is no code. */
export function exitCodeOf(code: string): number {
  return known.get(code)?.exitCode ?? 1;
}

/** Whether a retry may help when the thrower did not say; false for a plugin's own code. */
export function isRetryableByDefault(code: string): boolean {
  return known.get(code)?.retryable ?? false;
}
