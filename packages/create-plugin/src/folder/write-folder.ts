import { randomUUID } from 'node:crypto';
import { mkdirSync, renameSync, rmdirSync, rmSync, writeFileSync } from 'node:fs';
import { basename, dirname, join } from 'node:path';
import { CreateError } from '../create-error.ts';
import { notEmpty } from './check-target.ts';

const SIGNALS = ['SIGINT', 'SIGTERM', 'SIGHUP'] as const;

/**
 * Writes a folder as a whole or not at all: it is filled under another name beside its own. Signals do not end the process
 * meanwhile. Throws a `CreateError`.
 *
 * @param files - texts by path, with `/`
 */
export function writeFolder(target: string, files: ReadonlyMap<string, string>): void {
  const parent = dirname(target);
  const unfinished = join(parent, `.${basename(target)}-${randomUUID()}`);
  for (const signal of SIGNALS) process.on(signal, ignore);
  try {
    mkdirSync(unfinished);
    for (const [path, text] of files) {
      mkdirSync(dirname(join(unfinished, path)), { recursive: true });
      writeFileSync(join(unfinished, path), text);
    }
    removeEmpty(target);
    renameSync(unfinished, target);
  } catch (error) {
    rmSync(unfinished, { recursive: true, force: true });
    throw describe(error as NodeJS.ErrnoException, target);
  } finally {
    for (const signal of SIGNALS) process.off(signal, ignore);
  }
}

/** What follows never waits, so that this is called only when all is done. */
const ignore = (): void => undefined;

/** Windows renames no folder to the name of another, even if that is empty. */
function removeEmpty(folder: string): void {
  try {
    rmdirSync(folder);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
  }
}

function describe(cause: NodeJS.ErrnoException & { readonly dest?: string }, target: string): CreateError {
  const { code, path, dest } = cause;
  // Somebody put something into it meanwhile.
  const isFilled = code === 'ENOTEMPTY' || code === 'EEXIST';
  if (isFilled && (path === target || dest === target)) return notEmpty(basename(target));
  const parent = dirname(target);
  const sentence =
    code === 'ENOSPC' || code === 'EDQUOT'
      ? `There is no space left in ${parent} (${code}). Free some, and try again.`
      : `The folder ${parent} cannot be written (${code ?? cause.message}). Change to another folder, or check its permissions.`;
  return new CreateError(sentence, { exitCode: 1, cause });
}
