import type { ErrorCode } from './codes.ts';
import { areFieldMistakes } from './field-mistake.ts';
import { isRequestedApproval } from './requested-approval.ts';
import { CommandError } from './command-error.ts';
import { errorClassOf } from './error-classes.ts';
import { describeValue, read } from './describe-value.ts';
import { plainJson, TaskError, type TaskErrorJson } from './task-error.ts';

type Fields = Readonly<Record<string, unknown>>;
type Check = (value: unknown) => boolean;

const text: Check = (value) => typeof value === 'string';
const number: Check = (value) => typeof value === 'number';
const flag: Check = (value) => typeof value === 'boolean';
/** What the fields of each kind must be; a field of another type is left out, so that the declared types hold. */
const PLACES: Readonly<Record<string, Check>> = {
  hint: text,
  retryAfter: number,
  deferred: flag,
  approval: isRequestedApproval,
  fields: areFieldMistakes,
  taskId: text,
  projectId: text,
  taskType: text,
  stage: text,
  component: text,
};
const CHECKS: ReadonlyMap<string, Readonly<Record<string, Check>>> = new Map([
  ['TaskError', PLACES],
  [
    'CommandError',
    {
      ...PLACES,
      exitCode: number,
      signal: text,
      stdout: text,
      stderr: text,
      timedOut: flag,
      truncated: flag,
      outputFile: text,
    },
  ],
]);

/**
 * Deserializes an error that `TaskError.toJSON()` described, for one that crossed a process boundary: of the
 * class that its `name` names, with the same fields, and with `cause` as a chain of errors where they were errors. Its
 * stack stayed behind. Never throws: what is no error's JSON becomes a `HANDLER_FAILED` that says so.
 */
export function deserializeTaskError(json: unknown): TaskError {
  try {
    if (isObject(json)) {
      const fields = Object.fromEntries(Object.keys(json).map((key) => [key, plainJson(read(json, key))]));
      if (isTaskErrorJson(fields)) return deserialize(fields);
    }
  } catch {
    // A proxy may throw at any touch.
  }
  return new TaskError({
    code: 'HANDLER_FAILED',
    message: 'The task failed, but the error that was received could not be read.',
    cause: describeValue(json),
  });
}

function deserialize(json: TaskErrorJson): TaskError {
  const error = create(json);
  const checks = CHECKS.get(json.name) ?? { ...PLACES, ...errorClassOf(json.name)?.fields };
  const known = Object.entries(json).filter(
    ([key, value]) => !Object.hasOwn(checks, key) || checks[key]?.(value) === true,
  );
  return complete(error, Object.fromEntries(known));
}

function create(json: TaskErrorJson): TaskError {
  const { name, message } = json;
  if (name === 'CommandError') return new CommandError({ message, stdout: '', stderr: '', timedOut: false });
  const own = errorClassOf(name)?.create(message);
  if (own !== undefined) return own;
  return new TaskError({ code: json.code as ErrorCode, message });
}

/** A cause, or one of the `errors` of an `AggregateError`; what was no error stays as it was described. */
function deserializeCause(value: unknown): unknown {
  if (!isObject(value)) return value;
  if (isTaskErrorJson(value) && isKnown(value.name)) return deserialize(value);
  const { name, message, errors } = value;
  if (typeof name !== 'string' || typeof message !== 'string') return value;
  const isAggregate = name === 'AggregateError' && Array.isArray(errors);
  return complete(isAggregate ? new AggregateError([], message) : new Error(message), value);
}

const isKnown = (name: string): boolean => CHECKS.has(name) || errorClassOf(name) !== undefined;

/** Sets the fields of an error: its own ones are enumerable, those of every error are not. */
function complete<E extends Error>(error: E, fields: Fields): E {
  const { name, message } = fields;
  hide(error, 'name', name);
  hide(error, 'stack', `${String(name)}: ${String(message)}`);
  for (const [key, value] of Object.entries(fields)) {
    if (key === 'cause') hide(error, key, deserializeCause(value));
    else if (key === 'errors' && Array.isArray(value))
      define(error, key, value.map(deserializeCause), !(error instanceof AggregateError));
    // A field that would hide a method or the class is no field of an honest error.
    else if (key !== 'stack' && !(key in TaskError.prototype)) define(error, key, value, true);
  }
  return error;
}

const hide = (error: Error, key: string, value: unknown): void => define(error, key, value, false);

function define(error: Error, key: string, value: unknown, enumerable: boolean): void {
  Object.defineProperty(error, key, { value, enumerable, configurable: true, writable: true });
}

const isObject = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isTaskErrorJson = (value: Fields): value is TaskErrorJson =>
  text(value['name']) && text(value['code']) && text(value['message']) && flag(value['retryable']);
