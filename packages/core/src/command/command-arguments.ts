import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { nonEmptyText, text, texts } from '../arguments/schemas.ts';
import type { CommandOptions } from './command-runner.ts';

const optionsSchema: z.ZodType<CommandOptions> = z.strictObject({
  cwd: nonEmptyText.optional(),
  env: z.record(z.string(), text).optional(),
  input: text.optional(),
  shell: z.union([z.boolean(), nonEmptyText]).optional(),
  timeout: z.number().optional(),
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
