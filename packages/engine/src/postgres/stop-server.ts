import { setTimeout } from 'node:timers/promises';
import { isRunning, type PostmasterFile, readPostmasterFile } from './postmaster-file.ts';
import { type ServerConnection, probeServer, withClient } from './probe-server.ts';
import type { ServerFolder } from './server-folder.ts';
import { removeSocketFolder } from './socket-folder.ts';

/** How long connections of our own, which were just ended, may still be there, in milliseconds. */
const PATIENCE = 500;

/** Pause between two looks, in milliseconds. */
const LOOK_OFTEN = 3;

/** Fast, then immediate, then by force; and how long each may take, in milliseconds. */
const LADDER = [
  ['SIGINT', 60_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 5000],
] as const;

/**
 * Stops the server of a folder and waits until it is gone; leaves it when somebody is connected to it. Does nothing when
 * it does not run. The caller holds the folder's locks.
 */
export async function stopServer(folder: ServerFolder): Promise<void> {
  if (await isUsed(folder)) return;
  const file = readPostmasterFile(folder.data);
  if (file === undefined) return;
  for (const [signal, patience] of LADDER) {
    if (!isRunning(file, folder.data)) break;
    send(file.pid, signal);
    await untilEnded(file, folder.data, patience);
  }
  removeSocketFolder(folder, file.socketFolder);
}

/** Backends of connections that were ended take a moment to go. */
async function isUsed(folder: ServerFolder): Promise<boolean> {
  const deadline = performance.now() + PATIENCE;
  for (;;) {
    const found = await probeServer(folder.data);
    if (typeof found !== 'object') return false;
    const clients = await countClients(found.connection);
    if (clients === 0) return false;
    if (performance.now() > deadline) return true;
    await setTimeout(LOOK_OFTEN);
  }
}

/** Gives nothing when the server cannot be asked: it ended just now, or its connections are all in use. */
async function countClients(connection: ServerConnection): Promise<number | undefined> {
  const query = `select count(*)::int clients from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid()`;
  try {
    return await withClient(connection, async (client) => {
      const { rows } = await client.query<{ clients: number }>(query);
      return rows[0]?.clients;
    });
  } catch {
    return undefined;
  }
}

async function untilEnded(file: PostmasterFile, data: string, patience: number): Promise<void> {
  const deadline = performance.now() + patience;
  while (isRunning(file, data) && performance.now() < deadline) await setTimeout(LOOK_OFTEN);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
