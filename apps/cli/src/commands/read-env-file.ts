import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { TaskError } from '@poppobuilder/core';
import { decodeText, NotTextError } from '@poppobuilder/core/runner-kit';

/** Returns the variables of a file in the format of Node's `--env-file`. Throws `INVALID_CONFIG` when it cannot be read. */
export function readEnvFile(file: string): NodeJS.ProcessEnv {
  try {
    return parseEnv(decodeText(readFileSync(file)));
  } catch (cause) {
    const message = `The file ${JSON.stringify(file)} of --env-file ${problemOf(cause)}.`;
    throw new TaskError({ code: 'INVALID_CONFIG', message, cause });
  }
}

function problemOf(error: unknown): string {
  if (error instanceof NotTextError) return error.message;
  const { code = 'unknown error' } = error as NodeJS.ErrnoException;
  return code === 'ENOENT' ? 'does not exist. Check the path' : `cannot be read (${code}). Check the path`;
}
