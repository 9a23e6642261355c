import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { duration, nonEmptyText, type ShapeOf, text, texts, valuesByName } from '../arguments/schemas.ts';
import type { CommandOptions } from './command-runner.ts';

/** In bytes. A text that Node holds is shorter than 512 MiB, and what is kept of a command is copied and masked more than once. */
const MAX_OUTPUT = 256 * 1024 ** 2;

const OUTPUT_RANGE = `must be a number of bytes from 0 to ${MAX_OUTPUT} (256 MiB)`;

const optionsSchema: z.ZodType<CommandOptions> = z.strictObject({
  cwd: nonEmptyText.optional(),
  env: valuesByName(text).optional(),
  input: text.optional(),
  shell: z.union([z.boolean(), nonEmptyText]).optional(),
  timeout: duration.optional(),
  maxOutputBytes: z.number().min(0, OUTPUT_RANGE).max(MAX_OUTPUT, OUTPUT_RANGE).optional(),
  log: z.boolean().optional(),
  reject: z.boolean().optional(),
} satisfies ShapeOf<CommandOptions>);

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
