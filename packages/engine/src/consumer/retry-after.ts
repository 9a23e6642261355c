import type { TaskError } from '@poppobuilder/core';

/** A thrower that asks for more is told wrong, or has counted wrong. */
const LONGEST = 30 * 24 * 3_600_000;

/** What an error says of the time until its task may be tried again, for the trigger that puts it back. */
export function retryAfterOf({ retryAfter }: TaskError): { readonly retryAfter?: number } {
  if (typeof retryAfter !== 'number' || !(retryAfter >= 0)) return {};
  return { retryAfter: Math.min(retryAfter, LONGEST) };
}
