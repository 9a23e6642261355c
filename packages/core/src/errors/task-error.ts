import { type ErrorCode, isRetryableByDefault } from './codes.ts';
import { maskName } from '../masking/mask-value.ts';
import { areFieldMistakes, type FieldMistake } from './field-mistake.ts';
import { isRequestedApproval, type RequestedApproval } from './requested-approval.ts';
import { copyAsJson } from '../task/json.ts';
import { describeValue, read } from './describe-value.ts';
import { type Redact, redactValue } from './redact.ts';
import { type ErrorPlace, mistakeInErrorOptions, type TaskErrorOptions } from './task-error-options.ts';

const BRAND = Symbol.for('poppobuilder.TaskError');

/** A {@link TaskError} as JSON: what the CLI prints and what crosses process boundaries. */
export interface TaskErrorJson {
  name: string;
  code: string;
  message: string;
  retryable: boolean;
  hint?: string;
  [field: string]: unknown;
}

const FIELDS = [
  'hint',
  'retryAfter',
  'deferred',
  'approval',
  'fields',
  'taskId',
  'projectId',
  'taskType',
  'stage',
  'component',
  'result',
] as const;

/**
 * The one error of PoppoBuilder: `execute()` rejects with it whatever went wrong.
 * Codes are permanent; `docs/reference/errors.md` lists them.
 */
export class TaskError extends Error {
  readonly code: ErrorCode;
  readonly retryable: boolean;
  declare readonly hint?: string;
  declare readonly retryAfter?: number;
  declare readonly deferred?: boolean;
  declare readonly approval?: RequestedApproval;
  declare readonly fields?: readonly FieldMistake[];
  declare readonly taskId?: string;
  declare readonly projectId?: string;
  declare readonly taskType?: string;
  declare readonly stage?: string;
  declare readonly component?: string;
  declare readonly result?: unknown;

  /** Throws an `INVALID_TASK` that names what is wrong with the options. */
  constructor(options: TaskErrorOptions) {
    const mistake = mistakeInErrorOptions(new.target.name, options);
    if (mistake !== undefined) throw new TaskError(mistake);
    const redact: Redact = options.redact ?? ((text) => text);
    super(
      redact(options.message),
      options.cause === undefined ? undefined : { cause: redactValue(options.cause, redact) },
    );
    Object.defineProperty(this, BRAND, { value: true });
    Object.defineProperty(this, 'name', { value: 'TaskError', configurable: true, writable: true });
    this.code = options.code;
    this.retryable = options.retryable ?? isRetryableByDefault(options.code);
    setFields(this, Object.fromEntries(FIELDS.map((field) => [field, redactValue(options[field], redact)])));
  }

  /** Whether a value is a `TaskError`, also one that another copy of this package made. */
  static is(value: unknown): value is TaskError {
    try {
      return value instanceof Error && Reflect.get(value, BRAND) === true;
    } catch {
      // A proxy may throw at any touch.
      return false;
    }
  }

  /** Plain JSON of the error, without its stack. Never throws. */
  toJSON(): TaskErrorJson {
    const own = Object.fromEntries(Object.keys(this).map((key) => [key, read(this, key)]));
    const [name, message, cause] = ['name', 'message', 'cause'].map((key) => read(this, key));
    const { result, ...others } = own;
    const described = describeValue({ name, message, ...others, cause }) as TaskErrorJson;
    return 'result' in own ? { ...described, result: plainJson(result) } : described;
  }
}

/** What is JSON already is kept whole, however large; anything else is described. */
export function plainJson(value: unknown): unknown {
  try {
    return copyAsJson(value);
  } catch {
    return describeValue(value);
  }
}

/** Sets the fields of an error that have a value, as enumerable properties. */
export function setFields(error: TaskError, fields: Readonly<Record<string, unknown>>): void {
  for (const [key, value] of Object.entries(fields)) {
    if (value === undefined) continue;
    Object.defineProperty(error, key, { value, enumerable: true, configurable: true, writable: true });
  }
}

/**
 * Completes an error that leaves a runner: fills in its place where the thrower left it open, and redacts what it
 * holds. An error that already belongs to another task, or that resists, is wrapped, so that one task never changes
 * another's. Throws only for what throws at every touch, such as a hostile proxy.
 */
export function placeError(error: TaskError, place: ErrorPlace, redact: Redact): TaskError {
  try {
    if (error.taskId === undefined || error.taskId === place.taskId)
      return completeError(error, place, redact);
  } catch {
    // It has a property that cannot be read or set.
  }
  const { code, message, hint, retryable, retryAfter, deferred, approval, fields, component, result } =
    error.toJSON();
  return new TaskError({
    ...place,
    code: code as ErrorCode,
    message,
    hint: typeof hint === 'string' ? hint : undefined,
    retryable: typeof retryable === 'boolean' ? retryable : undefined,
    retryAfter: typeof retryAfter === 'number' ? retryAfter : undefined,
    deferred: typeof deferred === 'boolean' ? deferred : undefined,
    approval: isRequestedApproval(approval) ? approval : undefined,
    fields: areFieldMistakes(fields) ? fields : undefined,
    component: typeof component === 'string' ? component : place.component,
    result,
    cause: error,
    redact,
  });
}

function completeError(error: TaskError, place: ErrorPlace, redact: Redact): TaskError {
  const open = Object.entries(place).filter(([key]) => Reflect.get(error, key) === undefined);
  setFields(error, Object.fromEntries(open));
  for (const key of Object.getOwnPropertyNames(error)) redactProperty(error, key, redact);
  return error;
}

/** Redacts a property, and its name: both are shown wherever the error is. */
function redactProperty(error: TaskError, key: string, redact: Redact): void {
  const value: unknown = Reflect.get(error, key);
  const redacted = redactValue(value, redact);
  const name = maskName(key, redact, { has: (taken) => Object.hasOwn(error, taken) });
  if (name === key) {
    if (redacted !== value) Object.defineProperty(error, key, { value: redacted });
    return;
  }
  const { enumerable = false } = Object.getOwnPropertyDescriptor(error, key) ?? {};
  // Throws where the property cannot be removed; the error is then wrapped.
  delete (error as unknown as Record<string, unknown>)[key];
  Object.defineProperty(error, name, { value: redacted, enumerable, configurable: true, writable: true });
}
