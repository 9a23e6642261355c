import type { IncomingMessage, RequestOptions } from 'node:http';
import { assertArgument } from '../client/assert-argument.ts';
import type { Transport } from '../client/transport.ts';

/** Options of {@link socketTransport}. */
export interface SocketTransportOptions {
  /** Path of the daemon's unix socket. */
  readonly path: string;
}

/** Returns a transport over a daemon's unix socket, which needs no token. */
export function socketTransport(options: SocketTransportOptions): Transport {
  const { path: socketPath } = Object(options) as SocketTransportOptions;
  assertArgument(
    typeof socketPath === 'string' && socketPath !== '',
    'socketTransport()',
    'path must be a string',
  );
  // An import would load much more of Node than a request needs.
  const http = process.getBuiltinModule('node:http');
  return async ({ method, path, headers, body, signal }) => {
    const { promise, resolve, reject } = Promise.withResolvers<IncomingMessage>();
    const requestOptions: RequestOptions = { socketPath, method, path, agent: false };
    if (signal !== undefined) requestOptions.signal = signal;
    const length = body === undefined ? {} : { 'content-length': String(Buffer.byteLength(body)) };
    const request = http.request({ ...requestOptions, headers: { ...headers, ...length } }, resolve);
    request.on('error', reject);
    request.end(body);
    const response = await promise;
    response.setEncoding('utf8');
    return { status: response.statusCode ?? 0, body: response };
  };
}
