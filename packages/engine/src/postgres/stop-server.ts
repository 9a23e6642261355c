import { setTimeout } from 'node:timers/promises';
import { isPostmasterOf, readPostmasterFile } from './postmaster-file.ts';
import { type RunningServer, type ServerConnection, probeServer, withClient } from './probe-server.ts';
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
  const found = await probeServer(folder.data);
  if (typeof found === 'object' && (await isUsed(found))) return;
  const file = readPostmasterFile(folder.data);
  if (file === undefined) return;
  for (const [signal, patience] of LADDER) {
    if (!isPostmasterOf(file.pid, folder.data)) break;
    send(file.pid, signal);
    await untilEnded(file.pid, folder.data, patience);
  }
  removeSocketFolder(folder, file.socketFolder);
}

/** Backends of connections that were ended take a moment to go. */
async function isUsed({ connection }: RunningServer): Promise<boolean> {
  const deadline = performance.now() + PATIENCE;
  while ((await countClients(connection)) > 0) {
    if (performance.now() > deadline) return true;
    await setTimeout(LOOK_OFTEN);
  }
  return false;
}

async function countClients(connection: ServerConnection): Promise<number> {
  const query = `select count(*)::int clients from pg_stat_activity
    where backend_type = 'client backend' and pid <> pg_backend_pid()`;
  return withClient(connection, async (client) => {
    const { rows } = await client.query<{ clients: number }>(query);
    return rows[0]?.clients ?? 0;
  });
}

async function untilEnded(pid: number, data: string, patience: number): Promise<void> {
  const deadline = performance.now() + patience;
  while (isPostmasterOf(pid, data) && performance.now() < deadline) await setTimeout(LOOK_OFTEN);
}

function send(pid: number, signal: NodeJS.Signals): void {
  try {
    process.kill(pid, signal);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}
