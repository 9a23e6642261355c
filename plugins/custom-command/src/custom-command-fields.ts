import { isAbsolute, normalize, sep } from 'node:path';
import { z } from 'zod';

/** How the command of a `custom-command` task is run. */
export interface CustomCommandOptions {
  /** Folder inside the project, relative to it. @defaultValue the project's folder */
  readonly cwd?: string | undefined;
  /** Variables beside those of the project. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Runs the command by a shell: the platform's own, or this one. @defaultValue false */
  readonly shell?: boolean | string | undefined;
  /** Text for standard input, which is then closed. @defaultValue no input */
  readonly input?: string | undefined;
  /** Milliseconds, then the command and all it started is stopped. @defaultValue only the task's own timeout */
  readonly timeout?: number | undefined;
  /** Most bytes of each output stream that are kept and sent as events, up to 256 MiB. @defaultValue 1048576 (1 MiB) */
  readonly maxOutputBytes?: number | undefined;
}

/** The fields of a `custom-command` task. */
export interface CustomCommandFields {
  /** A program on the project's PATH, or its path; with `shell`, a line for the shell. */
  readonly command: string;
  /** @defaultValue [] */
  readonly args: readonly string[];
  /** @defaultValue \{\} */
  readonly options: CustomCommandOptions;
  /** Lets the result be given again by a cache. @defaultValue the command always runs */
  readonly cache?: CustomCommandCache | undefined;
}

/** What the result of a command depends on, beside the command itself. */
export interface CustomCommandCache {
  /** Globs of files, relative to the project; a folder stands for all below it, `!` takes away. @defaultValue [] */
  readonly files: readonly string[];
  /** Names of variables. @defaultValue [] */
  readonly environment: readonly string[];
}

/** What is kept lies in memory, once for each output stream. In bytes. */
const MAX_OUTPUT = 256 * 1024 * 1024;
/** The longest time a timer can keep, in milliseconds. */
const MAX_TIMEOUT = 2 ** 31 - 1;

const withoutNul = z.string().refine((text) => !text.includes('\0'), 'must not contain a NUL character');
const nonEmpty = withoutNul.refine((text) => text !== '', 'must not be empty');

const optionsSchema = z.strictObject({
  cwd: nonEmpty.refine(isNotAbove, 'must stay inside the project').optional(),
  env: z
    .record(z.string(), withoutNul)
    .superRefine((variables, context) => {
      for (const name of Object.keys(variables).filter((key) => !isVariableName(key))) {
        context.addIssue({
          code: 'custom',
          path: [name],
          message: 'is no name for a variable: it is empty or contains = or NUL',
        });
      }
    })
    .optional(),
  shell: z.union([z.boolean(), nonEmpty]).optional(),
  input: z.string().optional(),
  timeout: z.int().min(1).max(MAX_TIMEOUT).optional(),
  maxOutputBytes: z.int().min(1).max(MAX_OUTPUT).optional(),
});

const cacheSchema: z.ZodType<CustomCommandCache> = z.strictObject({
  files: z.array(nonEmpty.refine(isGlobInside, 'must stay inside the project')).default([]),
  environment: z.array(z.string().refine(isVariableName, 'is no name for a variable')).default([]),
});

/** Schema of {@link CustomCommandFields}. */
export const customCommandFields: z.ZodType<CustomCommandFields> = z.strictObject({
  command: nonEmpty,
  args: z.array(withoutNul).default([]),
  options: optionsSchema.default({}),
  cache: cacheSchema.optional(),
});

/** Only what the text alone tells; the handler looks at the folder itself. */
function isNotAbove(path: string): boolean {
  const normal = normalize(path);
  return isAbsolute(path) || (normal !== '..' && !normal.startsWith(`..${sep}`));
}

function isGlobInside(glob: string): boolean {
  return !/^!?([/\\]|[A-Za-z]:)/.test(glob) && !/(^!?|[/{,])\.\.([/},]|$)/.test(glob);
}

function isVariableName(name: string): boolean {
  return name !== '' && !/[=\0]/.test(name);
}
