import { readFile } from 'node:fs/promises';
import { buffer } from 'node:stream/consumers';
import { TaskError } from '@poppobuilder/core';
import { decodeText } from '@poppobuilder/core/runner-kit';

/** The unchecked contents of a task file. */
export interface TaskFile {
  readonly tasks: readonly unknown[];
  /** Whether the file contains an array, so that errors name the position of a task. */
  readonly isArray: boolean;
}

/** Returns the tasks of a file with one task or an array; `-` is standard input. Rejects with `INVALID_TASK`. */
export async function readTasks(file: string): Promise<TaskFile> {
  const shown = file === '-' ? 'Standard input' : `The task file ${JSON.stringify(file)}`;
  const text = decode(await read(file, shown), shown);
  if (text.trim() === '') throw invalid(`${shown} is empty. Provide a task or an array of tasks as JSON.`);
  const value = parse(text, shown);
  if (!Array.isArray(value)) return { tasks: [value], isArray: false };
  if (value.length === 0) throw invalid(`${shown} contains an empty array. Provide at least one task.`);
  return { tasks: value, isArray: true };
}

async function read(file: string, shown: string): Promise<Buffer> {
  try {
    return file === '-' ? await buffer(process.stdin) : await readFile(file);
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR')
      throw invalid(`${shown} does not exist. Check the path.`, cause);
    if (code === 'EISDIR') throw invalid(`${shown} is a folder. Use a file, or - for standard input.`, cause);
    throw invalid(`${shown} cannot be read (${code}). Check its path and permissions.`, cause);
  }
}

function decode(bytes: Buffer, shown: string): string {
  try {
    return decodeText(bytes);
  } catch (cause) {
    throw invalid(`${shown} ${(cause as Error).message}.`, cause);
  }
}

function parse(text: string, shown: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    const [, line, column] = /line (\d+) column (\d+)/.exec((cause as SyntaxError).message) ?? [];
    const place = line === undefined ? '' : ` (line ${line}, column ${column})`;
    throw invalid(`${shown} is not valid JSON${place}.`, cause);
  }
}

const invalid = (message: string, cause?: unknown): TaskError =>
  new TaskError({ code: 'INVALID_TASK', message, cause });
