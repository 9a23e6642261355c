import type { z } from 'zod';
import type { BuiltInErrorCode } from '../errors/codes.ts';
import type { FieldMistake } from '../errors/field-mistake.ts';
import { reasonOf } from '../errors/reason-of.ts';
import { TaskError } from '../errors/task-error.ts';
import type { TaskErrorOptions } from '../errors/task-error-options.ts';
import { fieldsOf, findMistakes, mistakeText } from '../task/describe-issues.ts';

/** Where an argument is given, for the error that rejects it. */
export interface ArgumentPlace {
  /** The function, as callers write it: `cancel()`. */
  readonly of: string;
  /** The argument's name there. @defaultValue 'options' */
  readonly name?: string | undefined;
  /** @defaultValue 'INVALID_TASK' */
  readonly code?: BuiltInErrorCode | undefined;
}

/**
 * Returns an argument of a public function as its schema parses it, and with it a copy that no getter can change later.
 *
 * Throws a `TaskError` that names the argument, the field in it and what is expected there; also when reading it throws,
 * as a getter or a proxy may.
 */
export function parseArgument<T>(schema: z.ZodType<T>, value: unknown, place: ArgumentPlace): T {
  let mistakes: readonly FieldMistake[];
  try {
    const parsed = schema.safeParse(value);
    if (parsed.success) return parsed.data;
    // Zod looks at the value once more to say what it is.
    mistakes = findMistakes(parsed.error, { schema });
  } catch (cause) {
    throw invalidArgument(place, `reading it failed: ${reasonOf(cause)}`, { cause });
  }
  const problem = mistakes.map(mistakeText).join('; ');
  throw invalidArgument(place, problem, { fields: fieldsOf(mistakes) });
}

/** Returns the error that rejects an argument. */
export function invalidArgument(
  { of, name = 'options', code = 'INVALID_TASK' }: ArgumentPlace,
  problem: string,
  why: Pick<TaskErrorOptions, 'cause' | 'fields'> = {},
): TaskError {
  const subject = name === 'options' ? `The options of ${of} are` : `The argument "${name}" of ${of} is`;
  return new TaskError({ code, message: `${subject} not valid: ${problem}.`, ...why });
}
