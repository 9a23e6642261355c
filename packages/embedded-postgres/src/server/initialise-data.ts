import { once } from 'node:events';
import { chownSync, readdirSync } from 'node:fs';
import { mkdtemp, open, readdir, rename, rm } from 'node:fs/promises';
import { join } from 'node:path';
import type { Programs } from '../programs/prepare-programs.ts';
import { USER } from './probe-server.ts';
import { describeExit, programFailure } from '../programs/program-failure.ts';
import { spawnProgram } from '../programs/spawn-program.ts';
import type { ServerFolder } from '../folder/server-folder.ts';
import { SERVER_ENVIRONMENT } from './server-settings.ts';

const UNFINISHED = 'initialising-';

/** How much of what initdb printed goes into an error. In characters. */
const MAX_OUTPUT = 4096;

/** Files that are synced at the same time: more than there are threads that wait for the disk. */
const SYNC_CONCURRENCY = 16;

const ARGUMENTS = [
  `--username=${USER}`,
  // Only the server's user and root may enter the socket's folder.
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
  let output = '';
  let exit: [number | null, NodeJS.Signals | null];
  try {
    const child = spawnProgram(program, ['-D', data, ...ARGUMENTS], {
      environment: SERVER_ENVIRONMENT,
      stdio: ['ignore', 'pipe', 'pipe'],
      user: folder.user,
    });
    for (const stream of [child.stdout, child.stderr]) {
      stream?.setEncoding('utf8').on('data', (text: string) => (output = (output + text).slice(-MAX_OUTPUT)));
    }
    exit = (await once(child, 'close')) as typeof exit;
  } catch (cause) {
    throw programFailure({ program, folder: folder.path, output, cause });
  }
  const [code, signal] = exit;
  if (code === 0) return;
  throw programFailure({ program, folder: folder.path, output, outcome: describeExit(code, signal) });
}

/** Writes all of a folder to the disk. In parallel that takes a tenth of the time that initdb itself takes. */
async function syncAll(folder: string): Promise<void> {
  const paths = (await readdir(folder, { recursive: true })).map((name) => join(folder, name));
  const rest = [folder, ...paths].values();
  await Promise.all(
    Array.from({ length: SYNC_CONCURRENCY }, async () => {
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
