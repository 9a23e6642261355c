import type { z } from 'zod';
import { reasonOf } from '../errors/reason-of.ts';
import { TaskError } from '../errors/task-error.ts';
import type { Masker } from '../masking/masker.ts';
import { describeIssues } from '../task/describe-issues.ts';
import { copyAsJson, NotJsonError } from '../task/json.ts';
import { keepStart } from '../text/whole-characters.ts';
import type { TaskResult } from './task-result.ts';

/** Characters of a failed result that a message quotes. */
const SHOWN_LENGTH = 500;

/**
 * Turns what a handler resolved with into a task's result: JSON, checked by the output schema, masked.
 *
 * Throws `INVALID_OUTPUT` for what is no such result, and `HANDLER_FAILED` for `success: false`.
 */
export function checkResult(given: unknown, schema: z.ZodType, masker: Masker): TaskResult {
  if (typeof given !== 'object' || given === null || Array.isArray(given)) {
    const found = given === null ? 'null' : Array.isArray(given) ? 'an array' : typeof given;
    throw invalidOutput(`it returned ${found}, not an object. Return { success: true, ... }`);
  }
  const { success, ...fields } = asJson(given);
  if (success === false) {
    const shown = keepStart(JSON.stringify(masker.value(fields)), SHOWN_LENGTH);
    const message = `The handler reported that it failed (success: false): ${shown}.`;
    throw new TaskError({ code: 'HANDLER_FAILED', message, result: masker.value({ success, ...fields }) });
  }
  if (success !== true) throw invalidOutput('"success" is missing. Return { success: true, ... }');
  const parsed = parseOutput(fields, schema);
  if (!parsed.success) throw invalidOutput(describeIssues(parsed.error).join('; '));
  const output = parsed.data as object;
  return masker.value({ ...asJson(output), success: true });
}

function parseOutput(fields: unknown, schema: z.ZodType): z.ZodSafeParseResult<unknown> {
  try {
    return schema.safeParse(fields);
  } catch (cause) {
    const message = `The output schema failed: ${reasonOf(cause)}.`;
    const hint = 'A schema may not be asynchronous; check what needs waiting in the handler.';
    throw new TaskError({ code: 'PLUGIN_INVALID', message, hint, cause });
  }
}

function asJson(value: object): Record<string, unknown> {
  try {
    return copyAsJson(value) as Record<string, unknown>;
  } catch (cause) {
    throw invalidOutput(cause instanceof NotJsonError ? cause.message : 'it cannot be read', cause);
  }
}

const invalidOutput = (problem: string, cause?: unknown): TaskError =>
  new TaskError({
    code: 'INVALID_OUTPUT',
    message: `What the handler returned cannot be used: ${problem}.`,
    cause,
  });
