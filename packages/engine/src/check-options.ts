import { TaskError } from '@poppobuilder/core';
import { describeIssues } from '@poppobuilder/core/runner-kit';
import { z } from 'zod';
import { isLabel } from './schema/queue-names.ts';

/** pg-boss waits for a heartbeat no shorter. */
export const LEAST_LEASE = 10_000;

const text = z.string().min(1);
const milliseconds = z.number().positive();

const engineOptions = z.looseObject({
  database: z.union([z.strictObject({ folder: text }), z.strictObject({ url: text })]),
  plugins: z.array(z.unknown()),
  name: text.optional(),
  lease: z.number().min(LEAST_LEASE).optional(),
  retention: milliseconds.optional(),
  connections: z.int().min(2).optional(),
  patience: milliseconds.optional(),
});

const workOptions = z.looseObject({
  slots: z.int().min(1).max(10_000),
  runner: z.looseObject({ execute: z.unknown(), cancel: z.unknown(), on: z.unknown(), off: z.unknown() }),
  labels: z.array(z.string().refine(isLabel, 'must be 1 to 63 letters, digits, ".", "_" or "-"')).optional(),
});

/** Throws `INVALID_CONFIG`, naming every option that is wrong. */
export function checkEngineOptions(options: unknown): void {
  check(engineOptions, options, 'createEngine()');
}

/** Throws `INVALID_CONFIG`, naming every option that is wrong. */
export function checkWorkOptions(options: unknown): void {
  check(workOptions, options, 'work()');
}

function check(schema: z.ZodType, options: unknown, of: string): void {
  const parsed = schema.safeParse(options);
  if (parsed.success) return;
  const message = `The options of ${of} are not valid: ${describeIssues(parsed.error, { schema }).join('; ')}.`;
  throw new TaskError({ code: 'INVALID_CONFIG', message });
}
