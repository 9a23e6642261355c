import { CommandRunner, defineTaskHandler, type TaskHandler } from '@poppobuilder/core';
import { z } from 'zod';
import { customCommandFields } from './custom-command-fields.ts';
import { resolveCommandFolder } from './resolve-command-folder.ts';

/** What a `custom-command` task resolves with, beside `success`. */
export interface CustomCommandResult {
  /** Always 0: another code is the error `COMMAND_FAILED`. */
  readonly exitCode: number;
  /** Masked; head and tail when it went over `maxOutputBytes`. */
  readonly stdout: string;
  /** Masked; head and tail when it went over `maxOutputBytes`. */
  readonly stderr: string;
  readonly durationMs: number;
  /** Whether an output stream went over `maxOutputBytes`. */
  readonly truncated: boolean;
  /** File with the whole masked output; only when it was truncated. */
  readonly outputFile?: string | undefined;
}

const resultSchema: z.ZodType<CustomCommandResult> = z.object({
  exitCode: z.int(),
  stdout: z.string(),
  stderr: z.string(),
  durationMs: z.number(),
  truncated: z.boolean(),
  outputFile: z.string().optional(),
});

/** Handler of the task type `custom-command`. */
export const customCommandHandler: TaskHandler = defineTaskHandler({
  type: 'custom-command',
  description: 'Runs a command in the project and returns its output.',
  input: customCommandFields,
  output: resultSchema,
  permissions: { commands: true, network: true, files: 'project' },
  services: { commands: CommandRunner },
  cache: ({ cache }) => cache,
  async handle({ command, args, options }, { workingDirectory, progress }, { commands }) {
    const cwd = resolveCommandFolder(workingDirectory, options.cwd);
    progress('execute', `Running ${command}`);
    const { env, shell, input, timeout, maxOutputBytes } = options;
    const given = { env, shell, input, timeout, maxOutputBytes };
    const result = await commands.run(command, args, { cwd, ...withoutUndefined(given) });
    const { exitCode = 0, stdout, stderr, durationMs, truncated, outputFile } = result;
    return { success: true, exitCode, stdout, stderr, durationMs, truncated, outputFile };
  },
});

type Defined<Fields> = { [Name in keyof Fields]?: Exclude<Fields[Name], undefined> };

function withoutUndefined<Fields extends object>(fields: Fields): Defined<Fields> {
  return Object.fromEntries(
    Object.entries(fields).filter(([, value]) => value !== undefined),
  ) as Defined<Fields>;
}
