import { MAX_TIMEOUT } from '@poppobuilder/core';
import { isAbsolute, normalize, sep } from 'node:path';
import { z } from 'zod';

/** Options of the command of a `custom-command` task. */
export interface CustomCommandOptions {
  /** Folder inside the project, relative to it. @defaultValue the project's folder */
  readonly cwd?: string | undefined;
  /** Additional environment variables. */
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** Runs the command in a shell: the platform's, or the given one. @defaultValue false */
  readonly shell?: boolean | string | undefined;
  /** Text for standard input, which is then closed. @defaultValue no input */
  readonly input?: string | undefined;
  /** Timeout, after which the command and its child processes are stopped. In milliseconds. @defaultValue only the task's own timeout */
  readonly timeout?: number | undefined;
  /** Maximum size of each output stream that is kept and sent as events, up to 256 MiB. In bytes. @defaultValue 1048576 (1 MiB) */
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
  /** Allows a cache to reuse the result. @defaultValue the command always runs */
  readonly cache?: CustomCommandCache | undefined;
}

/** What the result of a command depends on, besides the command itself. */
export interface CustomCommandCache {
  /** Globs of files relative to the project. A folder includes everything below it, and `!` excludes. @defaultValue [] */
  readonly files: readonly string[];
  /** Names of environment variables. @defaultValue [] */
  readonly environment: readonly string[];
}

/** Maximum of `maxOutputBytes`: output is kept in memory, once for each stream. In bytes. */
const MAX_OUTPUT = 256 * 1024 * 1024;

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
          message: 'must be a variable name: not empty, without = and NUL',
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

/** Checks only the text. The handler checks the folder itself. */
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
