import type { TaskError } from '@poppobuilder/core';

/** Longer delays are mistakes of whoever created the error. In milliseconds. */
const MAX_DELAY = 30 * 24 * 3_600_000;

/** Returns the delay before the next attempt that an error asks for, as the trigger that puts the job back reads it. */
export function retryAfterOf({ retryAfter }: TaskError): { readonly retryAfter?: number } {
  if (typeof retryAfter !== 'number' || !(retryAfter >= 0)) return {};
  return { retryAfter: Math.min(retryAfter, MAX_DELAY) };
}
