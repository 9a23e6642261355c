import { statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';
import { HIDDEN_FILE, whyNotExecutable } from '@poppobuilder/core/runner-kit';

/**
 * Looks for a program as `execvp` does: bubblewrap, which comes before it on a command line, would only report on standard
 * error that it is not there. Returns the error of a spawn that fails, or nothing.
 */
export function findExecutable(
  program: string,
  options: { readonly cwd: string; readonly environment: Readonly<Record<string, string>> },
): NodeJS.ErrnoException | undefined {
  const { cwd, environment } = options;
  if (!isFolder(cwd)) return failure('ENOENT', program);
  const path = environment['PATH'] ?? '/usr/bin:/bin';
  const candidates = program.includes('/')
    ? [resolve(cwd, program)]
    : path.split(delimiter).flatMap((folder) => (isAbsolute(folder) ? [join(folder, program)] : []));
  let denied = false;
  for (const candidate of candidates) {
    const code = whyNotExecutable(candidate);
    // The system can look where the permission flags keep this process from looking.
    if (code === undefined || code === HIDDEN_FILE) return undefined;
    denied ||= code === 'EACCES';
  }
  return failure(denied ? 'EACCES' : 'ENOENT', program);
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === HIDDEN_FILE;
  }
}

function failure(code: string, program: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`spawn ${program} ${code}`), { code, syscall: `spawn ${program}` });
}
