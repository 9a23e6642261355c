import { closeSync, constants, fstatSync, openSync, readFileSync, type Stats, statSync } from 'node:fs';
import type { z } from 'zod';
import { describeIssues } from '../task/describe-issues.ts';
import { copyAsJson, NotJsonError } from '../task/json.ts';

/** What reading a settings file gave: its value, or what is wrong with it; both are absent when there is no file. */
export interface SettingsFile<T> {
  readonly value?: T;
  readonly mistakes: readonly string[];
}

/** Reads and checks a settings file. A message never quotes the file: it may be a link to anything. */
export function readSettingsFile<T>(path: string, schema: z.ZodType<T>): SettingsFile<T> {
  const { text, problem } = readText(path);
  if (problem !== undefined) return { mistakes: [`${path} ${problem}`] };
  if (text === undefined) return { mistakes: [] };
  try {
    const parsed = schema.safeParse(copyAsJson(JSON.parse(text)));
    if (parsed.success) return { value: parsed.data, mistakes: [] };
    return { mistakes: describeIssues(parsed.error).map((mistake) => `${path}: ${mistake}`) };
  } catch (error) {
    const mistake = error instanceof NotJsonError ? error.message : 'it is not valid JSON';
    return { mistakes: [`${path}: ${mistake}`] };
  }
}

/** What a file system says of a file; nothing when there is none or it cannot be reached. */
export function statFile(path: string): Stats | undefined {
  try {
    return statSync(path, { throwIfNoEntry: false });
  } catch {
    return undefined;
  }
}

/** No settings need more. In bytes. */
const MAX_SIZE = 1024 * 1024;

/** Whoever can push may commit a link to a device or a pipe, and reading that would never end. */
function readText(path: string): { readonly text?: string; readonly problem?: string } {
  let descriptor: number | undefined;
  try {
    descriptor = openSync(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0));
    const stats = fstatSync(descriptor);
    if (!stats.isFile()) return { problem: 'is not a regular file' };
    if (stats.size > MAX_SIZE) return { problem: `is larger than ${MAX_SIZE} bytes` };
    return { text: readFileSync(descriptor, 'utf8') };
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return code === 'ENOENT' || code === 'ENOTDIR' ? {} : { problem: `cannot be read (${code})` };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}
