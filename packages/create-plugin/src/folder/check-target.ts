import { readdirSync } from 'node:fs';
import { resolve } from 'node:path';
import { CreateError, invalidInput } from '../create-error.ts';

/** Returns the path of a folder to create. Throws a `CreateError` unless it is missing or empty. */
export function checkTarget(folder: string): string {
  const target = resolve(folder);
  let entries: string[];
  try {
    entries = readdirSync(target);
  } catch (cause) {
    const { code } = cause as NodeJS.ErrnoException;
    if (code === 'ENOENT') return target;
    if (code === 'ENOTDIR')
      throw invalidInput(`${folder} exists and is not a folder. Choose another name, or remove it.`);
    throw new CreateError(`The folder ${folder} cannot be read (${code}). Choose another name.`, {
      exitCode: 1,
      cause,
    });
  }
  if (entries.length > 0) throw notEmpty(folder);
  return target;
}

/** Returns the error for a folder that has something in it. */
export const notEmpty = (folder: string): CreateError =>
  invalidInput(`The folder ${folder} is not empty. Choose another name, or empty it.`);
