import { once } from 'node:events';
import { createReadStream } from 'node:fs';
import type { Readable } from 'node:stream';
import { TaskError } from '@poppobuilder/core';
import { databaseOf, openEngine } from '../runners/open-engine.ts';
import { onPoolWarnings } from './on-pool-warnings.ts';
import { stoppable } from './stop-signals.ts';
import { writeTransfer } from './transfer.ts';

/** Flags of `poppo import`. */
export interface ImportTasksOptions {
  /** URL of the database. */
  readonly database?: string;
}

/**
 * Imports what `poppo export` wrote into an empty database, all or nothing. Rejects as the engine does, and with
 * `TASK_CANCELLED` when this process is asked to stop.
 */
export async function importTasks(file: string, { database }: ImportTasksOptions): Promise<void> {
  const to = databaseOf(database);
  const input = file === '-' ? process.stdin : await openFile(file);
  await stoppable('The import', async (signal) => {
    // Opening the engine may create a database.
    const stopWarnings = onPoolWarnings((sentence) => process.stderr.write(`${sentence}\n`));
    await using engine = await openEngine(to).finally(stopWarnings);
    writeTransfer('Imported', await engine.importFrom(input, { signal }));
  });
}

/** Opens the file before the database, because opening that may create one. */
async function openFile(file: string): Promise<Readable> {
  const stream = createReadStream(file);
  try {
    await once(stream, 'open');
    return stream;
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    const message = `${JSON.stringify(file)} cannot be read (${code}). Check its path and permissions.`;
    throw new TaskError({ code: 'INVALID_CONFIG', message, cause });
  }
}
