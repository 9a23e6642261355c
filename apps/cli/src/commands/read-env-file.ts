import { readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';
import { TaskError } from '@poppobuilder/core';

/** The variables of a file in the format of Node's `--env-file`. Throws `INVALID_CONFIG` when it cannot be read. */
export function readEnvFile(file: string): NodeJS.ProcessEnv {
  try {
    return parseEnv(readFileSync(file, 'utf8'));
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    const problem = code === 'ENOENT' ? 'does not exist' : `cannot be read (${code})`;
    const message = `The file ${JSON.stringify(file)} of --env-file ${problem}. Check the path.`;
    throw new TaskError({ code: 'INVALID_CONFIG', message, cause });
  }
}
