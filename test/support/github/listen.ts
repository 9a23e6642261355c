import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server on a free port of 127.0.0.1. */
export interface Listening extends AsyncDisposable {
  readonly url: string;
  readonly port: number;
}

/** Listens on a free port. */
export async function listen(listener: RequestListener): Promise<Listening> {
  const server = createServer(listener);
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    [Symbol.asyncDispose]: async () => stopListening(server),
  };
}

/** Finds a port that nobody listens on, for what cannot choose one by itself. */
export async function freePort(): Promise<number> {
  await using listening = await listen(() => undefined);
  return listening.port;
}

async function stopListening(server: Server): Promise<void> {
  const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
  server.closeAllConnections();
  await closed;
}
