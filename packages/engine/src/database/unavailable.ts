import { TaskError } from '@poppobuilder/core';

/** SQLSTATEs of a server that cannot be reached or used: connection, shutdown, resources, idle for too long. */
const UNAVAILABLE = /^(08|57P0[1-5]|53|25P0[34])/;

const NETWORK = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOENT',
  'ENOTFOUND',
  'EAI_AGAIN',
  'ETIMEDOUT',
  'EHOSTUNREACH',
  'ENETUNREACH',
]);

/** Errors of `pg` that have no code. */
const MESSAGES =
  /connection terminated|timeout exceeded when trying to connect|client has encountered a connection|cannot use a pool after|query read timeout/i;

/** Whether an error means that the database cannot be reached, rather than that a statement is wrong. */
export function isUnavailable(error: unknown): boolean {
  if (TaskError.is(error)) return error.code === 'DATABASE_UNAVAILABLE';
  const { code, message } = Object(error) as { code?: unknown; message?: unknown };
  if (typeof code === 'string' && (NETWORK.has(code) || UNAVAILABLE.test(code))) return true;
  return typeof message === 'string' && code === undefined && MESSAGES.test(message);
}

/** Returns the `DATABASE_UNAVAILABLE` for such an error. */
export function unavailable(cause: unknown): TaskError {
  if (TaskError.is(cause)) return cause;
  const { message, code } = Object(cause) as { message?: string; code?: string };
  const isFull = code === '53100';
  return new TaskError({
    code: 'DATABASE_UNAVAILABLE',
    message: isFull
      ? `The disk of the database is full: ${message ?? ''}. Free some space; tasks then continue by themselves.`
      : `The database cannot be reached: ${message === undefined || message === '' ? (code ?? 'no answer') : message}.`,
    hint: isFull ? undefined : 'Check that the server runs and that DATABASE_URL is right.',
    cause,
  });
}
