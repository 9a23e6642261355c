import {
  closeSync,
  constants,
  existsSync,
  fstatSync,
  linkSync,
  readFileSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { TaskError } from '@poppobuilder/core';
import { decodeText, openRegularFile, reasonOf } from '@poppobuilder/core/runner-kit';

/** The new content of a file, and what changed in it, one sentence each. Without changes the file is fine as it is. */
export interface Migration {
  readonly value: unknown;
  readonly changes: readonly string[];
}

/** How {@link rewriteFile} works. */
export interface RewriteOptions {
  /** Whether nothing is written. */
  readonly dryRun: boolean;
  readonly migrate: (value: unknown) => Migration;
}

/** Largest file that is read. In bytes. */
const MAX_SIZE = 64 * 1024 * 1024;

/**
 * Rewrites a JSON file and keeps what it was as `<file>.bak`. Returns what changed; without changes nothing is written.
 * Throws `INVALID_CONFIG` when that is not possible; the file is then as it was.
 */
export function rewriteFile(path: string, { dryRun, migrate }: RewriteOptions): readonly string[] {
  const { text, mode } = read(path);
  const { value, changes } = migrate(parse(text, path));
  if (changes.length === 0 || dryRun) return changes;
  const backup = `${path}.bak`;
  if (existsSync(backup)) throw invalid(`${backup} exists already. Move it away, and try again.`);
  const temporary = `${path}.${process.pid}.tmp`;
  try {
    writeFileSync(temporary, `${JSON.stringify(value, undefined, indentOf(text))}\n`, { flag: 'wx', mode });
    linkSync(path, backup);
    renameSync(temporary, path);
  } catch (cause) {
    rmSync(temporary, { force: true });
    throw invalid(
      `${path} cannot be changed (${codeOf(cause)}). Check the permissions of its folder.`,
      cause,
    );
  }
  return changes;
}

function read(path: string): { readonly text: string; readonly mode: number } {
  let descriptor: number | undefined;
  try {
    // Whoever can push may have put a link there.
    descriptor = openRegularFile(path, { flags: constants.O_RDONLY, followLinks: false });
    const { size, mode } = fstatSync(descriptor);
    if (size > MAX_SIZE) throw new Error(`it has more than ${MAX_SIZE} bytes`);
    return { text: decodeText(readFileSync(descriptor)), mode: mode & 0o777 };
  } catch (cause) {
    if (codeOf(cause) === 'ENOENT') throw invalid(`${path} does not exist. Check the path.`, cause);
    throw invalid(`${path} cannot be read: ${reasonOf(cause)}.`, cause);
  } finally {
    if (descriptor !== undefined) closeSync(descriptor);
  }
}

function parse(text: string, path: string): unknown {
  try {
    return JSON.parse(text) as unknown;
  } catch (cause) {
    throw invalid(`${path} is not valid JSON.`, cause);
  }
}

/** What the first line that is indented begins with. */
const indentOf = (text: string): string => /\n([ \t]+)\S/.exec(text)?.[1] ?? '  ';

const codeOf = (error: unknown): string => (error as NodeJS.ErrnoException).code ?? 'unknown error';

const invalid = (message: string, cause?: unknown): TaskError =>
  new TaskError({ code: 'INVALID_CONFIG', message, cause });
