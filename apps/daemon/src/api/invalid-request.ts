import { TaskError } from '@poppobuilder/core';
import { fieldsOf, findMistakes, mistakeText } from '@poppobuilder/core/runner-kit';
import type { ZodError } from 'zod';

/** Returns the error for a query or a body that a schema of the contract refuses. */
export function invalidRequest(
  issues: ZodError['issues'],
  code: 'INVALID_REQUEST' | 'INVALID_TASK' = 'INVALID_REQUEST',
): TaskError {
  if (issues.some((issue) => issue.code === 'invalid_type' && issue.path.length === 0)) {
    const message = 'The request is not valid: its body must be a JSON object.';
    return new TaskError({ code, message, hint: 'Send one with "content-type: application/json".' });
  }
  const mistakes = findMistakes({ issues } as ZodError);
  const message = `The request is not valid. ${mistakes.map(mistakeText).join('; ')}`;
  return new TaskError({ code, message, fields: fieldsOf(mistakes) });
}

/** Returns the error for one field of a query or a body. */
export const invalidField = (path: string, problem: string): TaskError =>
  new TaskError({
    code: 'INVALID_REQUEST',
    message: `The request is not valid. ${path}: ${problem}`,
    fields: [{ path, message: problem }],
  });

/** Returns the time that a field names. Throws `INVALID_REQUEST` when it has passed. */
export function futureTime(path: string, given: string | number): Date {
  const time = new Date(given);
  if (time.getTime() > Date.now()) return time;
  throw invalidField(path, 'must be in the future');
}
