import { realpathSync } from 'node:fs';
import type { Client } from 'pg';
import { isRunning, readPostmasterFile } from './postmaster-file.ts';
import type { ServerConnection } from './server-connection.ts';

/** A server that takes connections. */
export interface RunningServer {
  readonly pid: number;
  readonly connection: ServerConnection;
}

/** The superuser that initdb makes. */
export const USER = 'poppobuilder';

/** The database that initdb makes. */
const DATABASE = 'postgres';

/** Only a part of the socket's name, for the server never listens on TCP. */
export const PORT = 5432;

/** How long a server may take to answer. One that is stopped or frozen never does. In milliseconds. */
const QUERY_TIMEOUT = 10_000;

/** PostgreSQL's code for too many connections: a server that answers with it does run. */
const TOO_MANY_CONNECTIONS = '53300';

/** Returns how to connect to the server whose socket is in a folder. */
export function connectionTo(host: string, port: number = PORT): ServerConnection {
  return { host, port, user: USER, database: DATABASE };
}

/**
 * Finds the running server of a data folder. Resolves with `absent` when nothing listens for it, and with
 * `silent` when something does but does not answer yet: it starts, stops or is frozen.
 */
export async function probeServer(data: string): Promise<RunningServer | 'absent' | 'silent'> {
  const file = readPostmasterFile(data);
  if (file === undefined) return 'absent';
  const isAlive = isRunning(file, data);
  if (!file.isReady) return isAlive ? 'silent' : 'absent';
  const connection = connectionTo(file.socketFolder, file.port);
  try {
    const folder = await withClient(connection, async (client) => {
      const { rows } = await client.query<{ folder: string }>(
        "select current_setting('data_directory') folder",
      );
      return rows[0]?.folder;
    });
    return folder !== undefined && isSame(folder, data) ? { pid: file.pid, connection } : 'absent';
  } catch (error) {
    const { code } = error as { readonly code?: unknown };
    if (code === TOO_MANY_CONNECTIONS && isAlive) return { pid: file.pid, connection };
    if (code === 'ECONNREFUSED' || code === 'ENOENT') return isAlive ? 'silent' : 'absent';
    return 'silent';
  }
}

/**
 * Connects, calls and disconnects.
 *
 * @internal
 */
export async function withClient<T>(
  connection: ServerConnection,
  use: (client: Client) => Promise<T>,
): Promise<T> {
  // Loaded while the server starts, and not before.
  const { default: pg } = await import('pg');
  const client = new pg.Client({
    ...connection,
    ssl: false,
    connectionTimeoutMillis: QUERY_TIMEOUT,
    query_timeout: QUERY_TIMEOUT,
    application_name: 'poppobuilder',
  });
  // A connection that is cut also rejects what waits for it.
  client.on('error', () => undefined);
  try {
    await client.connect();
    return await use(client);
  } finally {
    await client.end();
  }
}

function isSame(folder: string, data: string): boolean {
  try {
    return realpathSync(folder) === data;
  } catch {
    return false;
  }
}
