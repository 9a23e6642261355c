import type { IncomingMessage, RequestOptions } from 'node:http';
import type { Transport } from '../client/transport.ts';

/** Options of {@link socketTransport}. */
export interface SocketTransportOptions {
  /** Path of the daemon's unix socket. */
  readonly path: string;
}

/** Returns a transport over a daemon's unix socket, which needs no token. */
export function socketTransport({ path: socketPath }: SocketTransportOptions): Transport {
  // An import would load much more of Node than a request needs.
  const http = process.getBuiltinModule('node:http');
  return async ({ method, path, headers, body, signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const options: RequestOptions = { socketPath, method, path, agent: false };
    if (signal !== undefined) options.signal = signal;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const request = http.request({ ...options, headers: { ...headers, ...length } }, resolve);
    request.on('error', reject);
    request.end(body);
    const response = await promise;
    response.setEncoding('utf8');
    return { status: response.statusCode ?? 0, body: response };
  };
}
