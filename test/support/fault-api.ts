import { createServer, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** A server in place of the model's API that does what the stand-in cannot. */
export interface FaultApi extends AsyncDisposable {
  readonly url: string;
}

/** Starts a server that treats every request the same way. */
export async function startFaultApi(answer: (response: ServerResponse) => void): Promise<FaultApi> {
  const server = createServer((request, response) => {
    request.resume();
    answer(response);
  });
  await new Promise<void>((resolve) => void server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}`,
    [Symbol.asyncDispose]: async () => {
      const closed = new Promise<void>((resolve) => void server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

/** Begins a stream and falls silent. */
export function fallSilent(response: ServerResponse): void {
  response.writeHead(200, { 'content-type': 'text/event-stream' });
  response.write('event: ping\ndata: {"type":"ping"}\n\n');
}

/** Says that the account has used up what it may use until a time, in milliseconds since the epoch. */
export function limitUsage(until: number): (response: ServerResponse) => void {
  return (response) => {
    response.writeHead(429, {
      'content-type': 'application/json',
      'anthropic-ratelimit-unified-status': 'rejected',
      'anthropic-ratelimit-unified-reset': String(until / 1_000),
      'anthropic-ratelimit-unified-representative-claim': 'five_hour',
    });
    response.end(JSON.stringify({ type: 'error', error: { type: 'rate_limit_error', message: 'limit' } }));
  };
}
