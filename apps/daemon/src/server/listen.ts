import { existsSync, unlinkSync } from 'node:fs';
import type { RequestListener, Server, ServerOptions } from 'node:http';
import type { AddressInfo, ListenOptions } from 'node:net';
import { TaskError } from '@poppobuilder/core';
import type { HttpConfiguration } from '../configuration/daemon-configuration.ts';
import type { LocalSockets } from './local-sockets.ts';

/** Whoever sends more slowly than this is cut off. In milliseconds. */
const TIMEOUTS: ServerOptions = {
  headersTimeout: 5_000,
  // GitHub itself gives up after ten seconds.
  requestTimeout: 10_000,
  connectionsCheckingInterval: 500,
  keepAliveTimeout: 30_000,
};

/** Longer names of sockets are cut off by some versions of Node, and refused by others. In bytes. */
const MAX_SOCKET_PATH = 103;

/** Something that listens. */
export interface Listening {
  /** URL of the TCP address. */
  readonly url: string;
  /** Accepts no connection any more, and closes those that are open. */
  close(): Promise<void>;
}

/** What {@link listen} needs. */
export interface ListenTargets {
  readonly http: HttpConfiguration;
  readonly socketPath: string;
  readonly locals: LocalSockets;
  /** @defaultValue what suits people and GitHub */
  readonly timeouts?: ServerOptions | undefined;
}

/** Listens on the unix socket, which only this user may open, and on TCP. Rejects with `INVALID_CONFIG`. */
export async function listen(
  listener: RequestListener,
  { http, socketPath, locals, timeouts = TIMEOUTS }: ListenTargets,
): Promise<Listening> {
  // Importing it would load what `fetch` needs before the daemon is ready.
  const { createServer: createHttpServer } = process.getBuiltinModule('node:http');
  const tcp = createHttpServer(timeouts, listener);
  const local = createHttpServer(timeouts, listener);
  local.on('connection', (socket) => locals.add(socket));
  try {
    await listenOnSocket(local, socketPath);
    await opened(tcp, { host: http.host, port: http.port });
  } catch (error) {
    await Promise.all([closed(tcp), closed(local)]);
    throw error;
  }
  return {
    url: urlOf(http.host, tcp.address() as AddressInfo),
    close: async () => {
      await Promise.all([closed(tcp), closed(local)]);
    },
  };
}

async function listenOnSocket(server: Server, path: string): Promise<void> {
  if (Buffer.byteLength(path) > MAX_SOCKET_PATH) {
    const message = `The path of the socket ${path} is longer than ${MAX_SOCKET_PATH} bytes.`;
    const hint = 'Set POPPOBUILDER_HOME to a folder with a shorter path.';
    throw new TaskError({ code: 'INVALID_CONFIG', message, hint });
  }
  // Whoever holds the lock of the home folder is alone: a socket that is there is left from a daemon that was killed.
  if (existsSync(path)) unlinkSync(path);
  const before = process.umask(0o177);
  try {
    await opened(server, { path });
  } finally {
    process.umask(before);
  }
}

async function opened(server: Server, target: ListenOptions): Promise<void> {
  const { promise, resolve, reject } = Promise.withResolvers<void>();
  server.once('error', reject);
  server.listen(target, resolve);
  try {
    await promise;
  } catch (cause) {
    throw cannotListen(target, cause as NodeJS.ErrnoException);
  } finally {
    server.off('error', reject);
  }
}

function cannotListen({ path, host, port }: ListenOptions, cause: NodeJS.ErrnoException): TaskError {
  const where = path ?? `${host}:${port}`;
  const isTaken = cause.code === 'EADDRINUSE';
  return new TaskError({
    code: 'INVALID_CONFIG',
    message: `The daemon cannot listen on ${where}${isTaken ? ': another program does' : `: ${cause.message}`}.`,
    hint: 'Set `http.port` in the configuration to another port, or to 0 for any free one.',
    cause,
  });
}

function urlOf(host: string, { port }: AddressInfo): string {
  const name = host === '0.0.0.0' || host === '::' ? '127.0.0.1' : host;
  return `http://${name.includes(':') ? `[${name}]` : name}:${port}`;
}

async function closed(server: Server): Promise<void> {
  if (!server.listening) return;
  const { promise, resolve } = Promise.withResolvers<void>();
  server.close(() => resolve());
  server.closeIdleConnections();
  server.closeAllConnections();
  await promise;
}
