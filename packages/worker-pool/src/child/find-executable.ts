import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, isAbsolute, join, resolve } from 'node:path';

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
    const code = executableCode(candidate);
    if (code === undefined) return undefined;
    denied ||= code === 'EACCES';
  }
  return failure(denied ? 'EACCES' : 'ENOENT', program);
}

/** Why a file cannot be executed; nothing when it can, or when the permission flags keep this process from looking. */
function executableCode(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isDirectory() ? 'EACCES' : undefined;
  } catch (error) {
    const { code = 'ENOENT' } = error as NodeJS.ErrnoException;
    return code === 'ERR_ACCESS_DENIED' ? undefined : code;
  }
}

function isFolder(path: string): boolean {
  try {
    return statSync(path).isDirectory();
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'ERR_ACCESS_DENIED';
  }
}

function failure(code: string, program: string): NodeJS.ErrnoException {
  return Object.assign(new Error(`spawn ${program} ${code}`), { code, syscall: `spawn ${program}` });
}
