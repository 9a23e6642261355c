import { accessSync, constants, statSync } from 'node:fs';

/** The code of a file that Node's permissions keep this process from looking at. */
export const HIDDEN_FILE = 'ERR_ACCESS_DENIED';

/**
 * Returns why a file cannot be executed, as the code of an error: `ENOENT`, `EACCES`, or {@link HIDDEN_FILE}; `undefined`
 * when it can.
 */
export function whyNotExecutable(file: string): string | undefined {
  try {
    accessSync(file, constants.X_OK);
    return statSync(file).isFile() ? undefined : 'EACCES';
  } catch (error) {
    return (error as NodeJS.ErrnoException).code ?? 'ENOENT';
  }
}
