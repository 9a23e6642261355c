import { once } from 'node:events';
import { chownSync, readdirSync } from 'node:fs';
import { mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { keepEnd, spawnChild } from '@poppobuilder/core/runner-kit';
import type { Programs } from './programs.ts';
import { USER } from './probe-server.ts';
import { describeEnd, serverFailure } from './server-failure.ts';
import type { ServerFolder } from './server-folder.ts';
import { SERVER_ENVIRONMENT } from './server-settings.ts';

const UNFINISHED = 'initialising-';

/** How much of what initdb printed is kept, in characters. */
const KEPT_OUTPUT = 4096;

/** More than the threads that wait for the disk. */
const SYNCS_AT_ONCE = 16;

const ARGUMENTS = [
  `--username=${USER}`,
  // Whoever may enter the socket's folder is the server's user or root.
  '--auth-local=trust',
  '--auth-host=reject',
  '--encoding=UTF8',
  '--locale=C',
  '--locale-provider=builtin',
  '--builtin-locale=C.UTF-8',
  // It would write one file after the other; see syncAll.
  '--no-sync',
  '--no-instructions',
];

/**
 * Makes the data folder of a new server. It is there whole or not at all, also after a kill or a power cut at any moment.
 * The caller holds the folder's lock.
 */
export async function initialiseData(folder: ServerFolder, { initdb }: Programs): Promise<void> {
  await removeUnfinished(folder);
  const temporary = await mkdtemp(join(folder.path, UNFINISHED));
  try {
    if (folder.user !== undefined) chownSync(temporary, folder.user.uid, folder.user.gid);
    await runInitdb(folder, initdb, temporary);
    await syncAll(temporary);
    await rename(temporary, folder.data);
    await sync(folder.path);
  } catch (error) {
    await rm(temporary, { recursive: true, force: true });
    throw error;
  }
}

/** What was left by processes that were killed meanwhile. */
async function removeUnfinished(folder: ServerFolder): Promise<void> {
  const names = readdirSync(folder.path).filter((name) => name.startsWith(UNFINISHED));
  // An initdb that outlived its process may still write there for a moment.
  await Promise.all(
    names.map((name) => rm(join(folder.path, name), { recursive: true, force: true, maxRetries: 10 })),
  );
}

async function runInitdb(folder: ServerFolder, program: string, data: string): Promise<void> {
  const child = spawnChild(program, ['-D', data, ...ARGUMENTS], {
    cwd: '/',
    environment: SERVER_ENVIRONMENT,
    stdio: ['ignore', 'pipe', 'pipe'],
    user: folder.user,
  });
  let output = '';
  for (const stream of [child.stdout, child.stderr]) {
    stream?.setEncoding('utf8').on('data', (text: string) => (output = keepEnd(output + text, KEPT_OUTPUT)));
  }
  let end: [number | null, NodeJS.Signals | null];
  try {
    end = (await once(child, 'close')) as typeof end;
  } catch (cause) {
    throw serverFailure({ program, folder: folder.path, output, cause });
  }
  const [code, signal] = end;
  if (code === 0) return;
  const ending = describeEnd(code, signal);
  throw serverFailure({ program, folder: folder.path, output, ending });
}

/** Brings all of a folder to the disk. Side by side it takes a tenth of what initdb's own way takes. */
async function syncAll(folder: string): Promise<void> {
  const paths = (await readdir(folder, { recursive: true })).map((name) => join(folder, name));
  const rest = [folder, ...paths].values();
  await Promise.all(
    Array.from({ length: SYNCS_AT_ONCE }, async () => {
      for (const path of rest) await sync(path);
    }),
  );
}

async function sync(path: string): Promise<void> {
  const file = await open(path, 'r');
  try {
    await file.sync();
  } finally {
    await file.close();
  }
}
