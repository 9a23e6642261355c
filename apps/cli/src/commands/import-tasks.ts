import { createReadStream } from 'node:fs';
import { databaseOf, openEngine } from '../runners/open-engine.ts';
import { writeTransfer } from './write-transfer.ts';

/** Flags of `poppo import`. */
export interface ImportTasksOptions {
  /** Address of the database. */
  readonly database?: string;
}

/** Takes what `poppo export` wrote into an empty database, all or nothing. Rejects as the engine does. */
export async function importTasks(file: string, { database }: ImportTasksOptions): Promise<void> {
  await using engine = await openEngine(databaseOf(database));
  writeTransfer('Imported', await engine.importFrom(file === '-' ? process.stdin : createReadStream(file)));
}
