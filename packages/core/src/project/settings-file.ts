import { closeSync, constants, fstatSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import { describeIssues } from '../task/describe-issues.ts';
import { copyAsJson, NotJsonError } from '../task/json.ts';
import { decodeText, NotTextError } from '../text/decode-text.ts';
import { DATA_FOLDER, openDataFile } from './data-folder.ts';
import { openRegularFile } from './regular-file.ts';

/** What reading a settings file gave: its value, or what is wrong with it; both are absent when there is no file. */
export interface SettingsFile<T> {
  readonly value?: T;
  readonly mistakes: readonly string[];
}

/** Reads and checks a settings file of the operator, which may be a link. A message never quotes the file. */
export function readSettingsFile<T>(path: string, schema: z.ZodType<T>): SettingsFile<T> {
  const open = (): number => openRegularFile(path, { flags: constants.O_RDONLY, followLinks: true });
  return read({ path, open, isSecret: false }, schema);
}

/**
 * Reads and checks a settings file in the project's `.poppo`. Whoever can push may have committed it, so neither it nor
 * the folder may be a link. One with secrets must be private to its owner.
 */
export function readProjectFile<T>(
  projectPath: string,
  name: string,
  schema: z.ZodType<T>,
  isSecret = false,
): SettingsFile<T> {
  const path = join(projectPath, DATA_FOLDER, name);
  const open = (): number => openDataFile(projectPath, [name], constants.O_RDONLY).descriptor;
  return read({ path, open, isSecret }, schema);
}

/** Reads a file of the operator that holds a secret, and must be private to its owner. */
export function readSecretFile(path: string): { readonly text?: string; readonly mistake?: string } {
  const open = (): number => openRegularFile(path, { flags: constants.O_RDONLY, followLinks: true });
  return readText({ path, open, isSecret: true });
}

interface Source {
  readonly path: string;
  readonly open: () => number;
  readonly isSecret: boolean;
}

function read<T>(source: Source, schema: z.ZodType<T>): SettingsFile<T> {
  const { path } = source;
  const { text, mistake } = readText(source);
  if (mistake !== undefined) return { mistakes: [mistake] };
  if (text === undefined) return { mistakes: [] };
  try {
    const parsed = schema.safeParse(copyAsJson(JSON.parse(text), MAX_VALUES));
    if (parsed.success) return { value: parsed.data, mistakes: [] };
    const issues = describeIssues(parsed.error, { schema });
    return { mistakes: issues.map((issue) => `${path}: ${issue}`) };
  } catch (error) {
    const mistakeInText = error instanceof NotJsonError ? error.message : 'it is not valid JSON';
    return { mistakes: [`${path}: ${mistakeInText}`] };
  }
}

/** No settings need more. In bytes. */
const MAX_SIZE = 1024 * 1024;

/** Values in a file: checking many takes seconds, in which the host does nothing else. */
const MAX_VALUES = 10_000;

function readText(source: Source): { readonly text?: string; readonly mistake?: string } {
  let descriptor: number | undefined;
  try {
    descriptor = source.open();
    const mistake = mistakeOf(descriptor, source);
    return mistake === undefined ? { text: decodeText(readFileSync(descriptor)) } : { mistake };
  } catch (error) {
    if (error instanceof NotTextError) return { mistake: `${source.path} ${error.message}` };
    const { code, message } = error as NodeJS.ErrnoException;
    if (code === 'ENOENT' || code === 'ENOTDIR') return {};
    return { mistake: code === undefined ? message : `${source.path} cannot be read (${code})` };
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

/** Looks at the very file that is open, which another may have replaced at its path meanwhile. */
function mistakeOf(descriptor: number, { path, isSecret }: Source): string | undefined {
  const { size, mode } = fstatSync(descriptor);
  if (size > MAX_SIZE) return `${path} is larger than ${MAX_SIZE} bytes`;
  if (!isSecret || process.platform === 'win32' || (mode & 0o077) === 0) return undefined;
  const shown = (mode & 0o777).toString(8).padStart(4, '0');
  return `${path} has mode ${shown}, so that others can read it; run: chmod 600 ${path}`;
}
