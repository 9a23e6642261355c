import { readFileSync } from 'node:fs';
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
  let text: string;
  try {
    text = readFileSync(path, 'utf8');
  } catch (error) {
    const code = (error as NodeJS.ErrnoException).code ?? 'unknown error';
    return code === 'ENOENT' || code === 'ENOTDIR'
      ? { mistakes: [] }
      : { mistakes: [`${path} cannot be read (${code})`] };
  }
  try {
    const parsed = schema.safeParse(copyAsJson(JSON.parse(text)));
    if (parsed.success) return { value: parsed.data, mistakes: [] };
    return { mistakes: describeIssues(parsed.error).map((mistake) => `${path}: ${mistake}`) };
  } catch (error) {
    const problem = error instanceof NotJsonError ? error.message : 'it is not valid JSON';
    return { mistakes: [`${path}: ${problem}`] };
  }
}
