import { once } from 'node:events';
import { createServer, connect } from 'node:net';
import { join } from 'node:path';
import type { HttpConfiguration } from '../configuration/daemon-configuration.ts';
import { broken, fine, type Outcome } from './finding.ts';

/** Listens at the daemon's address for a moment, unless a daemon does. */
export async function checkAddress({ host, port }: HttpConfiguration, homeFolder: string): Promise<Outcome> {
  if (await answers(join(homeFolder, 'daemon.sock'))) return fine('A daemon is running.');
  const server = createServer();
  try {
    server.listen({ host, port });
    await once(server, 'listening');
    return fine(`No daemon is running, and ${host}:${port === 0 ? 'any port' : port} is free.`);
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const reason = code === 'EADDRINUSE' ? 'another program listens there' : message;
    return broken(
      `A daemon cannot listen on ${host}:${port}: ${reason}.`,
      'Set `http.port` in the configuration to another port, or to 0 for any free one.',
    );
  } finally {
    server.close();
  }
}

async function answers(path: string): Promise<boolean> {
  const socket = connect(path);
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
