import { setTimeout } from 'node:timers/promises';
import { isRunning, type PostmasterFile, readPostmasterFile } from './postmaster-file.ts';
import { probeServer, withClient } from './probe-server.ts';
import type { ServerConnection } from './server-connection.ts';
import type { ServerFolder } from '../folder/server-folder.ts';
import { removeSocketFolder } from '../folder/socket-folder.ts';

/** How long connections of our own that were just closed may still be counted. In milliseconds. */
const DISCONNECT_TIMEOUT = 500;

/** In milliseconds. */
const POLL_INTERVAL = 3;

/** Fast, then immediate, then by force, each with its timeout in milliseconds. */
const SHUTDOWN_SIGNALS = [
  ['SIGINT', 60_000],
  ['SIGQUIT', 10_000],
  ['SIGKILL', 5000],
] as const;

/**
 * Stops the server of a folder and waits until it is gone; leaves it running when a client is connected to it. Does nothing when
 * it does not run. The caller holds the folder's locks.
 */
export async function stopServer(folder: ServerFolder): Promise<void> {
  if (await isUsed(folder)) return;
  const file = readPostmasterFile(folder.data);
  if (file === undefined) return;
  for (const [signal, timeout] of SHUTDOWN_SIGNALS) {
    if (!isRunning(file, folder.data)) break;
    send(file.pid, signal);
    await untilEnded(file, folder.data, timeout);
  }
  removeSocketFolder(folder, file.socketFolder);
}

/** Backends of connections that were ended take a moment to go. */
async function isUsed(folder: ServerFolder): Promise<boolean> {
  const deadline = performance.now() + DISCONNECT_TIMEOUT;
  for (;;) {
    const found = await probeServer(folder.data);
    if (typeof found !== 'object') return false;
    const clients = await countClients(found.connection);
    if (clients === 0) return false;
    if (performance.now() > deadline) return true;
    await setTimeout(POLL_INTERVAL);
  }
}

/** Resolves with `undefined` when the server cannot be asked: it ended just now, or its connections are all in use. */
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

async function untilEnded(file: PostmasterFile, data: string, timeout: number): Promise<void> {
  const deadline = performance.now() + timeout;
  while (isRunning(file, data) && performance.now() < deadline) await setTimeout(POLL_INTERVAL);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
