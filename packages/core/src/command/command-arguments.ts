import { z } from 'zod';
import { parseArgument } from '../arguments/parse-argument.ts';
import { duration, nonEmptyText, type ShapeOf, text, texts, valuesByName } from '../arguments/schemas.ts';

/** Options of `CommandRunner.run()`. */
export interface CommandOptions {
  /** Absolute path. @defaultValue the task's working directory */
  readonly cwd?: string | undefined;
  /** Variables beside those of the task. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Text for standard input, which is then closed. @defaultValue no input */
  readonly input?: string | undefined;
  /** Runs the command by a shell: the platform's own, or this one. Arguments are quoted. @defaultValue false */
  readonly shell?: boolean | string | undefined;
  /** Milliseconds, then the command's tree is stopped; `Infinity` is none. @defaultValue only the task's own deadline */
  readonly timeout?: number | undefined;
  /** Most bytes of each output stream that are kept and sent as events, up to 256 MiB. @defaultValue 1048576 (1 MiB) */
  readonly maxOutputBytes?: number | undefined;
  /** Whether output is sent as `log` events. @defaultValue true */
  readonly log?: boolean | undefined;
  /** Whether a command that fails rejects with a `CommandError`. @defaultValue true */
  readonly reject?: boolean | undefined;
}

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
