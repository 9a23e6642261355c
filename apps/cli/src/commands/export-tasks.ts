import { once } from 'node:events';
import { createWriteStream, existsSync, type WriteStream } from 'node:fs';
import { rm } from 'node:fs/promises';
import type { Writable } from 'node:stream';
import { TaskError } from '@poppobuilder/core';
import { databaseOf, openEngine } from '../runners/open-engine.ts';
import { stoppable } from './stop-signals.ts';
import { writeTransfer } from './transfer.ts';

/** Flags of `poppo export`. */
export interface ExportTasksOptions {
  /** URL of the database. */
  readonly database?: string;
  /** Whether to export even while tasks are running. */
  readonly force?: boolean;
}

/**
 * Exports a database to a new file or to standard output. Rejects as the engine does, and with `TASK_CANCELLED` when this
 * process is asked to stop.
 */
export async function exportTasks(file: string, { database, force }: ExportTasksOptions): Promise<void> {
  const from = databaseOf(database);
  if ('folder' in from && !existsSync(from.folder)) {
    throw invalid(`There is no database in "${from.folder}". Name one with --database or DATABASE_URL.`);
  }
  await stoppable('The export', async (signal) => {
    const output = file === '-' ? process.stdout : await createFile(file);
    try {
      await using engine = await openEngine(from);
      writeTransfer('Exported', await engine.exportTo(output, { force, signal }));
    } catch (error) {
      if (file !== '-') await remove(output, file);
      throw error;
    }
  });
}

/** Creates a file that only its owner may read, because tasks may be confidential. */
async function createFile(file: string): Promise<WriteStream> {
  const stream = createWriteStream(file, { flags: 'wx', mode: 0o600 });
  try {
    await once(stream, 'open');
    return stream;
  } catch (cause) {
    const { code = 'unknown error' } = cause as NodeJS.ErrnoException;
    if (code === 'EEXIST') {
      throw invalid(
        `${JSON.stringify(file)} already exists. Choose another file, or remove it first.`,
        cause,
      );
    }
    throw invalid(
      `${JSON.stringify(file)} cannot be written (${code}). Check its path and permissions.`,
      cause,
    );
  }
}

/** Removes an incomplete export. */
async function remove(output: Writable, file: string): Promise<void> {
  output.destroy();
  await rm(file, { force: true });
}

const invalid = (message: string, cause?: unknown): TaskError =>
  new TaskError({ code: 'INVALID_CONFIG', message, cause });
