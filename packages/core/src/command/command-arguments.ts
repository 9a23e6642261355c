import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { nonEmptyText, numberOrInfinity, text, texts, valuesByName } from '../arguments/schemas.ts';
import type { CommandOptions } from './command-runner.ts';

const optionsSchema: z.ZodType<CommandOptions> = z.strictObject({
  cwd: nonEmptyText.optional(),
  env: valuesByName(text).optional(),
  input: text.optional(),
  shell: z.union([z.boolean(), nonEmptyText]).optional(),
  timeout: numberOrInfinity.refine((time) => time >= 0, 'must not be negative').optional(),
  maxOutputBytes: z.number().optional(),
  log: z.boolean().optional(),
  reject: z.boolean().optional(),
});

/** The arguments of `CommandRunner.run()`. Throws `INVALID_TASK`. */
export function parseCommand(
  command: unknown,
  args: unknown,
  options: unknown,
): readonly [string, readonly string[], CommandOptions] {
  return [
    parseArgument(nonEmptyText, command, { of: 'run()', name: 'command' }),
    parseArgument(texts, args, { of: 'run()', name: 'args' }),
    parseArgument(optionsSchema, options, { of: 'run()' }),
  ];
}
