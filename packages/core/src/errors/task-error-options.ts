import type { ErrorCode } from './codes.ts';
import { areFieldMistakes, type FieldMistake } from './field-mistake.ts';
import { reasonOf } from './reason-of.ts';
import type { Redact } from './redact.ts';
import { isRequestedApproval, type RequestedApproval } from './requested-approval.ts';

/** Where an error happened; the runner fills in what the thrower left open. */
export interface ErrorPlace {
  readonly taskId?: string | undefined;
  readonly projectId?: string | undefined;
  readonly taskType?: string | undefined;
  /** The last stage that the handler reported. */
  readonly stage?: string | undefined;
  /** The service that failed. */
  readonly component?: string | undefined;
}

/** What a {@link TaskError} is made of. */
export interface TaskErrorOptions extends ErrorPlace {
  readonly code: ErrorCode;
  /** What happened, why, and what to do, in full sentences. */
  readonly message: string;
  /** One more sentence that says what to do next. */
  readonly hint?: string | undefined;
  /**
   * Whether the same task may succeed later.
   *
   * @defaultValue by code, see `ERROR_CODES`
   */
  readonly retryable?: boolean | undefined;
  /** Milliseconds after which the same task may succeed, where that is known; it is not tried again sooner. */
  readonly retryAfter?: number | undefined;
  /**
   * Whether the task only has to wait, as for an account that is at its limit. An engine puts it back until `retryAfter`,
   * without counting the attempt.
   *
   * @defaultValue false
   */
  readonly deferred?: boolean | undefined;
  /** What a person has to approve before the task goes on; only with `deferred`. The task is put back until then. */
  readonly approval?: RequestedApproval | undefined;
  /** What is wrong with single fields of what was given, for a form that shows it there. */
  readonly fields?: readonly FieldMistake[] | undefined;
  /** What a handler gave back with `success: false`. */
  readonly result?: unknown;
  readonly cause?: unknown;
  /** Removes secrets; applied to every text before the error holds it. */
  readonly redact?: Redact | undefined;
}

interface Rule {
  readonly isValid: (value: unknown) => boolean;
  readonly demand: string;
}

const TEXT: Rule = { isValid: (value) => typeof value === 'string', demand: 'must be a string' };
const FLAG: Rule = { isValid: (value) => typeof value === 'boolean', demand: 'must be true or false' };
const MILLISECONDS: Rule = {
  isValid: (value) => typeof value === 'number' && !Number.isNaN(value),
  demand: 'must be a number of milliseconds',
};

const REQUIRED: Readonly<Record<string, Rule>> = { code: TEXT, message: TEXT };

const OPTIONAL: Readonly<Record<string, Rule>> = {
  hint: TEXT,
  retryable: FLAG,
  retryAfter: MILLISECONDS,
  deferred: FLAG,
  approval: { isValid: isRequestedApproval, demand: 'must have a plan and a message' },
  fields: { isValid: areFieldMistakes, demand: 'must be a list of { path, message }' },
  redact: { isValid: (value) => typeof value === 'function', demand: 'must be a function' },
  taskId: TEXT,
  projectId: TEXT,
  taskType: TEXT,
  stage: TEXT,
  component: TEXT,
};

/**
 * Returns the options of an error that says what is wrong with those of another one, and what that one should have said;
 * `undefined` when nothing is wrong. Without a schema: errors are made before anything else is loaded.
 *
 * @param name - the class of the other error
 */
export function mistakeInErrorOptions(name: string, options: unknown): TaskErrorOptions | undefined {
  try {
    if (typeof options !== 'object' || options === null) return invalid(name, 'they must be an object');
    const given = options as Readonly<Record<string, unknown>>;
    const wrong = [
      ...Object.entries(REQUIRED).filter(([key, { isValid }]) => !isValid(given[key])),
      ...Object.entries(OPTIONAL).filter(
        ([key, { isValid }]) => given[key] !== undefined && !isValid(given[key]),
      ),
    ];
    if (wrong.length === 0) return undefined;
    return invalid(name, wrong.map(([key, { demand }]) => `"${key}" ${demand}`).join('; '), given);
  } catch (cause) {
    return invalid(name, `reading them failed: ${reasonOf(cause)}`);
  }
}

function invalid(
  name: string,
  problem: string,
  { message, redact }: Readonly<Record<string, unknown>> = {},
): TaskErrorOptions {
  const intended = typeof message === 'string' ? ` Its message was: ${message}` : '';
  return {
    code: 'INVALID_TASK',
    message: `The options of ${name} are not valid: ${problem}.${intended}`,
    redact: typeof redact === 'function' ? (redact as Redact) : undefined,
  };
}
